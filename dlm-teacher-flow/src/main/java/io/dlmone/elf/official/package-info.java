/** Reads what the official ELF code (branch pytorch_elf) has trained, and the T5 encoder that it builds on. */
@NullMarked
package io.dlmone.elf.official;

import org.jspecify.annotations.NullMarked;
