package io.dlmone.eval;

import java.util.Objects;
import java.util.Optional;

/**
 * What {@link Evaluator} measures beyond what always applies. Immutable.
 *
 * @param judge decides meaning and well-formedness; empty when the data has no parser
 * @param slotErrors whether to measure the slot error rate (see {@link SlotErrors#isDelexicalised})
 * @param tokenErrors whether to measure the token error rate (see {@link TokenErrors})
 * @param bertScore measures BERTScore; empty without a model for it
 * @param bootstrap draws for the confidence intervals
 */
public record EvaluatorOptions(
        Optional<MeaningJudge> judge,
        boolean slotErrors,
        boolean tokenErrors,
        Optional<BertScore> bertScore,
        Bootstrap bootstrap) {

    /** No judge, no slot errors, no token errors, no BERTScore, 1000 draws with seed 0. */
    public static final EvaluatorOptions DEFAULT =
            new EvaluatorOptions(Optional.empty(), false, false, Optional.empty(), Bootstrap.DEFAULT);

    public EvaluatorOptions {
        Objects.requireNonNull(judge, "judge");
        Objects.requireNonNull(bertScore, "bertScore");
        Objects.requireNonNull(bootstrap, "bootstrap");
    }

    /**
     * {@return these options with a judge}
     *
     * @param meaningJudge decides what a sentence means
     */
    public EvaluatorOptions withJudge(MeaningJudge meaningJudge) {
        return withJudge(Optional.of(meaningJudge));
    }

    /**
     * {@return these options with a judge or without}
     *
     * @param meaningJudge decides what a sentence means; empty: meaning is not measured
     */
    public EvaluatorOptions withJudge(Optional<MeaningJudge> meaningJudge) {
        return new EvaluatorOptions(meaningJudge, slotErrors, tokenErrors, bertScore, bootstrap);
    }

    /**
     * {@return these options with or without BERTScore}
     *
     * @param measure with its encoder; empty: not measured
     */
    public EvaluatorOptions withBertScore(Optional<BertScore> measure) {
        return new EvaluatorOptions(judge, slotErrors, tokenErrors, measure, bootstrap);
    }

    /**
     * {@return these options with or without slot errors}
     *
     * @param measure whether slot errors are counted
     */
    public EvaluatorOptions withSlotErrors(boolean measure) {
        return new EvaluatorOptions(judge, measure, tokenErrors, bertScore, bootstrap);
    }

    /**
     * {@return these options with or without token errors}
     *
     * @param measure whether token errors are counted
     */
    public EvaluatorOptions withTokenErrors(boolean measure) {
        return new EvaluatorOptions(judge, slotErrors, measure, bertScore, bootstrap);
    }

    /**
     * {@return these options with other draws}
     *
     * @param draws number and seed of the resamples
     */
    public EvaluatorOptions withBootstrap(Bootstrap draws) {
        return new EvaluatorOptions(judge, slotErrors, tokenErrors, bertScore, draws);
    }
}
