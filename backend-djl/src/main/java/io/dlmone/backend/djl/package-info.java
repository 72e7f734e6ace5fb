/** The place for graphs on PyTorch through DJL. There is no backend here yet. */
package io.dlmone.backend.djl;
