/** The place for graphs on TensorFlow. There is no backend here yet. */
package io.dlmone.backend.tf;
