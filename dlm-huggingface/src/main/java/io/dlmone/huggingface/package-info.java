/** Tokenizers of {@code tokenizer.json} by Hugging Face's library, for kinds that {@code dlm-model} does not read. */
@NullMarked
package io.dlmone.huggingface;

import org.jspecify.annotations.NullMarked;
