/** Vocabularies, tokenizers and the layout of a source and its target in one sequence. */
@NullMarked
package io.dlmone.text;

import org.jspecify.annotations.NullMarked;
