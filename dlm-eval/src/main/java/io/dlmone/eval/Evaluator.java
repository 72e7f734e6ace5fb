package io.dlmone.eval;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Scores the samples of one system. Texts are scored as given; clean DiffuSeq output with {@link OutputText} first.
 *
 * <p>Quality, length and dist-1 use every sample: the value of a source is the mean over its samples, so that the
 * result is what one sample is worth on average, with less noise than the first sample alone; with one sample for each
 * source they are the numbers of DiffuSeq's script. Corpus BLEU, slot errors and token errors sum their counts over all
 * samples. Self-BLEU, div-4 and the numbers of different samples compare the samples of a source and need at least two.
 * With several references sentence BLEU takes all of them as NLTK does, ROUGE-L, BERTScore and token errors the best,
 * exact match any.
 *
 * <p>Every measure over the sources comes with a 95% {@link Bootstrap} interval.
 */
public final class Evaluator {

    private final List<String> sources;
    private final List<List<String>> references;
    private final List<List<String>> samples;
    private final Bootstrap bootstrap;
    private final Map<Measure, Estimate> estimates = new EnumMap<>(Measure.class);

    private Evaluator(
            List<String> sources, List<List<String>> references, List<List<String>> samples, Bootstrap bootstrap) {
        this.sources = sources;
        this.references = references;
        this.samples = samples;
        this.bootstrap = bootstrap;
    }

    /**
     * Scores samples against references.
     *
     * @param sources {@code [source]}, at least one
     * @param referencesPerSource {@code [source][reference]}, at least one reference each
     * @param samplesPerSource {@code [source][sample]}, the same number for each source, at least one
     * @param options which measures are taken, and how
     * @return the measures
     * @throws IllegalArgumentException when the sizes do not fit
     */
    public static Evaluation evaluate(
            List<String> sources,
            List<List<String>> referencesPerSource,
            List<List<String>> samplesPerSource,
            EvaluatorOptions options) {
        check(sources, referencesPerSource, samplesPerSource);
        Evaluator run = new Evaluator(sources, referencesPerSource, samplesPerSource, options.bootstrap());
        run.quality();
        run.diversity();
        options.judge().ifPresent(run::meaning);
        options.bertScore().ifPresent(run::similarity);
        if (options.slotErrors()) {
            run.slotErrors();
        }
        if (options.tokenErrors()) {
            run.tokenErrors();
        }
        return new Evaluation(sources.size(), samplesPerSource.get(0).size(), run.estimates);
    }

    private void quality() {
        perSample(Measure.BLEU, (i, output) -> SentenceBleu.score(output, references.get(i)));
        perSample(Measure.ROUGE_L, (i, output) -> RougeL.score(output, references.get(i)));
        perSample(Measure.EXACT_MATCH, (i, output) -> ExactMatch.matches(output, references.get(i)) ? 1 : 0);
        perSample(Measure.AVG_LEN, (i, output) -> OutputText.length(output));
        long[][] counts = new long[sources.size()][2 * CorpusBleu.ORDER + 2];
        for (int i = 0; i < counts.length; i++) {
            for (String output : samples.get(i)) {
                CorpusBleu.add(counts[i], CorpusBleu.statistics(output, references.get(i)));
            }
        }
        statistic(Measure.CORPUS_BLEU, draw -> {
            long[] sum = new long[2 * CorpusBleu.ORDER + 2];
            for (int i : draw) {
                CorpusBleu.add(sum, counts[i]);
            }
            return CorpusBleu.score(sum);
        });
    }

    private void diversity() {
        perSample(Measure.DIST_1, (i, output) -> Diversity.dist1(output));
        if (samples.get(0).size() > 1) {
            mean(
                    Measure.SELF_BLEU,
                    samples.stream().mapToDouble(Diversity::selfBleu).toArray());
            mean(Measure.DIV_4, samples.stream().mapToDouble(Diversity::div4).toArray());
            mean(
                    Measure.DISTINCT,
                    samples.stream()
                            .mapToDouble(row -> row.stream().distinct().count())
                            .toArray());
        }
    }

    private void meaning(MeaningJudge judge) {
        perSample(Measure.MEANING_ACCURACY, (i, output) -> judge.sameMeaning(sources.get(i), output) ? 1 : 0);
        perSample(Measure.WELL_FORMED, (i, output) -> judge.wellFormed(output) ? 1 : 0);
        if (samples.get(0).size() > 1) {
            double[] right = IntStream.range(0, sources.size())
                    .mapToDouble(i -> samples.get(i).stream()
                            .filter(output -> judge.sameMeaning(sources.get(i), output))
                            .distinct()
                            .count())
                    .toArray();
            mean(Measure.DISTINCT_RIGHT, right);
            mean(
                    Measure.COVERAGE,
                    IntStream.range(0, right.length)
                            .mapToDouble(i -> right[i] / Math.max(1, judge.sentences(sources.get(i))))
                            .toArray());
        }
    }

    private void similarity(BertScore measure) {
        perSample(Measure.BERT_SCORE, (i, output) -> measure.score(output, references.get(i)));
    }

    private void slotErrors() {
        long[] errors = new long[sources.size()];
        long[] slots = new long[sources.size()];
        for (int i = 0; i < errors.length; i++) {
            for (String output : samples.get(i)) {
                SlotErrors found = SlotErrors.of(sources.get(i), output);
                errors[i] += found.missing() + found.invented();
                slots[i] += found.slots();
            }
        }
        if (IntStream.range(0, slots.length).anyMatch(i -> slots[i] > 0)) {
            statistic(Measure.SLOT_ERRORS, draw -> ratio(draw, errors, slots));
        }
    }

    private void tokenErrors() {
        long[] errors = new long[sources.size()];
        long[] lengths = new long[sources.size()];
        for (int i = 0; i < errors.length; i++) {
            for (String output : samples.get(i)) {
                TokenErrors found = TokenErrors.of(output, references.get(i));
                errors[i] += found.errors();
                lengths[i] += found.length();
            }
        }
        statistic(Measure.TOKEN_ERRORS, draw -> ratio(draw, errors, lengths));
    }

    /** A draw without any slot, possible for few sources only, counts one slot in its divisor. */
    private static double ratio(int[] draw, long[] errors, long[] slots) {
        long above = 0;
        long below = 0;
        for (int i : draw) {
            above += errors[i];
            below += slots[i];
        }
        return (double) above / Math.max(1, below);
    }

    private void perSample(Measure measure, ToDoubleBiFunction<Integer, String> score) {
        double[] values = new double[sources.size()];
        for (int i = 0; i < values.length; i++) {
            for (String output : samples.get(i)) {
                values[i] += score.applyAsDouble(i, output) / samples.get(i).size();
            }
        }
        mean(measure, values);
    }

    private void mean(Measure measure, double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        estimates.put(measure, new Estimate(sum / values.length, bootstrap.ofMean(values)));
    }

    private void statistic(Measure measure, ToDoubleFunction<int[]> statistic) {
        double value =
                statistic.applyAsDouble(IntStream.range(0, sources.size()).toArray());
        estimates.put(measure, new Estimate(value, bootstrap.of(sources.size(), statistic)));
    }

    private static void check(List<String> sources, List<List<String>> references, List<List<String>> samples) {
        if (sources.isEmpty() || references.size() != sources.size() || samples.size() != sources.size()) {
            throw new IllegalArgumentException(
                    "needs references and samples for each source, at least one source; found "
                            + sources.size() + " sources, references for " + references.size() + ", samples for "
                            + samples.size());
        }
        int width = samples.get(0).size();
        for (int i = 0; i < sources.size(); i++) {
            if (references.get(i).isEmpty()) {
                throw new IllegalArgumentException("source " + i + " has no reference");
            }
            if (samples.get(i).isEmpty() || samples.get(i).size() != width) {
                throw new IllegalArgumentException(
                        "source " + i + " has " + samples.get(i).size() + " samples, the first source has " + width
                                + "; needs the same number, at least one");
            }
        }
    }
}
