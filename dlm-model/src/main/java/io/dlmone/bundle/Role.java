package io.dlmone.bundle;

import java.util.Locale;

/** What a model is: a teacher denoises step by step, a student writes in one call. */
public enum Role {
    TEACHER,
    STUDENT;

    /** {@return the name in {@code config.json}: {@code teacher} or {@code student}} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
