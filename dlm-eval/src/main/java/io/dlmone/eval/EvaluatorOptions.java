package io.dlmone.eval;

import java.util.Objects;
import java.util.Optional;

/**
 * What {@link Evaluator} measures beyond what always applies. Immutable.
 *
 * @param judge decides meaning and well-formedness; empty when the data has no parser
 * @param slotErrors whether to measure the slot error rate (see {@link SlotErrors#isDelexicalised})
 * @param bootstrap draws for the confidence intervals
 */
public record EvaluatorOptions(Optional<MeaningJudge> judge, boolean slotErrors, Bootstrap bootstrap) {

    /** No judge, no slot errors, 1000 draws with seed 0. */
    public static final EvaluatorOptions DEFAULT = new EvaluatorOptions(Optional.empty(), false, Bootstrap.DEFAULT);

    public EvaluatorOptions {
        Objects.requireNonNull(judge, "judge");
        Objects.requireNonNull(bootstrap, "bootstrap");
    }

    /** These options with a judge. */
    public EvaluatorOptions withJudge(MeaningJudge meaningJudge) {
        return new EvaluatorOptions(Optional.of(meaningJudge), slotErrors, bootstrap);
    }

    /** These options with or without slot errors. */
    public EvaluatorOptions withSlotErrors(boolean measure) {
        return new EvaluatorOptions(judge, measure, bootstrap);
    }

    /** These options with other draws. */
    public EvaluatorOptions withBootstrap(Bootstrap draws) {
        return new EvaluatorOptions(judge, slotErrors, draws);
    }
}
