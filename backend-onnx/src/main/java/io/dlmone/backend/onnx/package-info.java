/** Runs graphs on ONNX Runtime: each becomes an ONNX model in memory and a session over it. */
package io.dlmone.backend.onnx;
