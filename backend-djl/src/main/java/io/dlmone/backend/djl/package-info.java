/** Runs graphs on PyTorch through DJL: each becomes a TorchScript archive in memory and one call of it. */
package io.dlmone.backend.djl;
