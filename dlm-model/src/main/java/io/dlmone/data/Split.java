package io.dlmone.data;

import java.util.Locale;

/** A part of a data set: what a model learns from, is chosen by, and is judged by. */
public enum Split {
    /** What a model learns from. */
    TRAIN,
    /** What is measured during training, to choose. */
    VALID,
    /** What is measured at the end. */
    TEST;

    /** {@return the name on the command line: {@code train}, {@code valid} or {@code test}} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the file of this part inside a data directory, such as {@code train.jsonl}} */
    public String fileName() {
        return id() + ".jsonl";
    }

    @Override
    public String toString() {
        return id();
    }
}
