package io.dlmone.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The score by which the best validation of a run is known, the weights of which are kept. */
public enum SelectionMetric {

    /** BLEU alone, from one sentence for each source. */
    BLEU(1),

    /** The share of outputs that are a reference, from one for each source: for tasks with a right answer. */
    EXACT(1),

    /** 1 less the {@linkplain io.dlmone.eval.TokenErrors token error rate}, from one output for each source. */
    TOKENS(1),

    /** {@link io.dlmone.eval.JointScore}, from three sentences for each source. */
    JOINT(3),

    /**
     * The same with the number of different right sentences, or where nobody can tell of different ones, in place of
     * div-4, from 32 sentences for each source.
     */
    VARIETY(32);

    private final int samples;

    SelectionMetric(int samples) {
        this.samples = samples;
    }

    /** {@return its name on the command line and its key among the scores of a validation} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return all names} */
    public static List<String> ids() {
        return Arrays.stream(values()).map(SelectionMetric::id).toList();
    }

    /** Whether a student is compared with its teacher. */
    boolean isRelative() {
        return this == JOINT || this == VARIETY;
    }

    /** Sentences for each source that it takes. */
    int samples() {
        return samples;
    }
}
