package io.dlmone.model;

import io.dlmone.graph.Value;

/** Turns noise and a condition into clean embeddings, in one network call or few. */
public interface Generator {

    /**
     * Generates.
     *
     * @param noise standard normal {@code [batch, length, width]}
     * @param condition embeddings of the source, true at condition positions {@code [batch, length, width]}
     * @param target BOOL {@code [batch, length, 1]}, true where text is to be written
     * @return {@code [batch, length, width]}, equal to the condition off the target
     */
    Value generate(Value noise, Value condition, Value target);
}
