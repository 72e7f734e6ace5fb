/** Runs graphs on TensorFlow: each becomes a {@code GraphDef}, and that a function which one native call runs. */
package io.dlmone.backend.tf;
