package io.dlmone.cli.run;

import io.dlmone.data.SentencePair;
import io.dlmone.data.Split;
import io.dlmone.eval.Bootstrap;
import io.dlmone.eval.DiffuSeqText;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.Evaluator;
import io.dlmone.eval.EvaluatorOptions;
import io.dlmone.eval.MeaningJudge;
import io.dlmone.eval.ReferenceSet;
import io.dlmone.student.TextGenerator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Scores the weights of a training run on sources of the valid split, always the same ones with the same noise. Owns
 * its generator.
 */
final class Validation implements AutoCloseable {

    /** Sentences generated together. */
    static final int BATCH = 50;

    private static final Bootstrap NO_INTERVALS = new Bootstrap(1, 0);

    private final ReferenceSet references;
    private final Optional<MeaningJudge> judge;
    private final TextGenerator generator;

    /**
     * Prepares validation.
     *
     * @param limit number of sources; 0: all
     * @param generator makes a generator over the live weights for batches of the given size
     */
    Validation(TaskData data, int limit, Function<Integer, TextGenerator> generator) {
        this.references = references(data.read(Split.VALID), limit);
        this.judge = data.judge(references.sources());
        this.generator = generator.apply(Math.min(BATCH, references.sources().size()));
    }

    /** The first distinct sources of some rows with all their targets. */
    static ReferenceSet references(List<SentencePair> rows, int limit) {
        ReferenceSet all = ReferenceSet.grouped(
                rows.stream().map(SentencePair::source).toList(),
                rows.stream().map(SentencePair::target).toList());
        int n = limit == 0
                ? all.sources().size()
                : Math.min(limit, all.sources().size());
        return new ReferenceSet(all.sources().subList(0, n), all.references().subList(0, n));
    }

    /** Thrown out of a validation that was asked to stop. */
    static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    /**
     * BLEU and, where it can be told, meaning accuracy and well-formedness.
     *
     * @throws Stopped if {@code stop} became true on the way
     */
    Map<String, Double> score(BooleanSupplier stop) {
        List<List<String>> outputs = generator
                .generate(references.sources(), 0, done -> {
                    if (stop.getAsBoolean()) {
                        throw new Stopped();
                    }
                })
                .stream()
                .map(g -> List.of(DiffuSeqText.recover(g.official())))
                .toList();
        EvaluatorOptions options = EvaluatorOptions.DEFAULT.withJudge(judge).withBootstrap(NO_INTERVALS);
        Evaluation e = Evaluator.evaluate(references.sources(), references.references(), outputs, options);
        Map<String, Double> scores = new LinkedHashMap<>();
        scores.put("bleu", e.bleu());
        if (judge.isPresent()) {
            scores.put("meaningAccuracy", e.meaningAccuracy());
            scores.put("wellFormed", e.wellFormed());
        }
        return scores;
    }

    @Override
    public void close() {
        generator.close();
    }
}
