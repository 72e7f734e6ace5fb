package io.dlmone.huggingface;

import org.jspecify.annotations.Nullable;

/** Takes what is wrong with a key of {@code tokenizer.json}. */
@FunctionalInterface
interface Report {

    void of(String key, String expected, @Nullable Object found);
}
