package io.dlmone.eval;

import java.util.List;
import java.util.Optional;

/**
 * One number for quality and diversity together, by which checkpoints of a student are compared: the harmonic mean of
 * meaning accuracy and of 1 less the slot error rate (where they were measured), BLEU and variety, each as a share of
 * the teacher's on the same sources and at most 1. So a student gains nothing by being more varied than its teacher, as
 * noise is, and a loss in one of them is not made up for by the others. 0 where one of them is 0. Immutable and
 * thread-safe.
 *
 * @param teacher what the teacher reaches; empty: the measures themselves are taken, as shares of 1, or a number of
 *     sentences as a share of the samples
 * @param variety how variety is measured: div-4 among few samples, a number of different sentences among many
 */
public record JointScore(Optional<Evaluation> teacher, Measure variety) {

    /**
     * With div-4.
     *
     * @param teacher its div-4 is what a student's is compared with; empty: div-4 as it is
     */
    public JointScore(Optional<Evaluation> teacher) {
        this(teacher, Measure.DIV_4);
    }

    /**
     * {@return the score of an evaluation with at least two samples for each source}
     *
     * @param evaluation of at least two samples for each source
     */
    public double of(Evaluation evaluation) {
        double inverses = 0;
        int parts = 0;
        for (Measure part : List.of(Measure.MEANING_ACCURACY, Measure.SLOT_ERRORS, Measure.BLEU, variety)) {
            if (evaluation.estimate(part).isPresent()) {
                inverses += 1 / Math.min(1, good(part, evaluation.value(part)) / whole(part, evaluation.samples()));
                parts++;
            }
        }
        return parts / inverses;
    }

    /** The more the better. */
    private static double good(Measure part, double value) {
        return part == Measure.SLOT_ERRORS ? Math.max(0, 1 - value) : value;
    }

    private double whole(Measure part, int samples) {
        return teacher.flatMap(evaluation -> evaluation.estimate(part))
                .map(estimate -> good(part, estimate.value()))
                .filter(value -> value > 0)
                .orElse(part.isFraction() ? 1.0 : samples);
    }
}
