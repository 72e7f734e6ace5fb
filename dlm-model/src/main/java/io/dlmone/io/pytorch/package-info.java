/**
 * Reads checkpoints that PyTorch wrote with {@code torch.save(state_dict)}, without running anything that stands in
 * them.
 */
package io.dlmone.io.pytorch;
