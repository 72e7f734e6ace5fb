package io.dlmone.bundle;

import java.util.Locale;

/** What a model is: a teacher denoises step by step, a student writes in one call. */
public enum Role {
    /** A diffusion model, which denoises in many calls. */
    TEACHER,
    /** A generator, which writes in one call or a few. */
    STUDENT;

    /** {@return the name in {@code config.json}: {@code teacher} or {@code student}} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
