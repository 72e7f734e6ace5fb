package io.dlmone.text;

import java.util.Objects;

/**
 * One row of a sequence-to-sequence data set.
 *
 * @param source the sentence that is given ({@code src} in the files)
 * @param target the sentence to be written ({@code trg} in the files)
 */
public record SentencePair(String source, String target) {

    public SentencePair {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
    }
}
