/** ELF: flow matching on the latents of a frozen T5 encoder (branch pytorch_elf of the official code). */
@NullMarked
package io.dlmone.elf;

import org.jspecify.annotations.NullMarked;
