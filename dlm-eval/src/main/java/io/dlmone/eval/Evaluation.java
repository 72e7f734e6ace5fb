package io.dlmone.eval;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * What {@link Evaluator} found for one system: quality, diversity and, once {@link #withCost} added it, cost. Measures
 * that do not apply (diversity of a single sample, meaning without a judge) are absent. Immutable.
 *
 * @param n number of sources
 * @param samples number of samples for each source
 * @param estimates the measures that were taken, in the order of {@link Measure}
 */
public record Evaluation(int n, int samples, Map<Measure, Estimate> estimates) {

    public Evaluation {
        Map<Measure, Estimate> ordered = new EnumMap<>(Measure.class);
        ordered.putAll(estimates);
        estimates = Collections.unmodifiableMap(ordered);
    }

    /**
     * {@return the estimate of a measure, empty where it was not taken}
     *
     * @param measure which
     */
    public Optional<Estimate> estimate(Measure measure) {
        return Optional.ofNullable(estimates.get(measure));
    }

    /**
     * {@return the value of a measure, NaN where it was not taken}
     *
     * @param measure which
     */
    public double value(Measure measure) {
        return estimate(measure).map(Estimate::value).orElse(Double.NaN);
    }

    /** {@return the mean sentence BLEU} */
    public double bleu() {
        return value(Measure.BLEU);
    }

    /** {@return corpus BLEU-4 against all references} */
    public double corpusBleu() {
        return value(Measure.CORPUS_BLEU);
    }

    /** {@return the mean ROUGE-L F-measure} */
    public double rougeL() {
        return value(Measure.ROUGE_L);
    }

    /** {@return the fraction of outputs equal to a reference} */
    public double exactMatch() {
        return value(Measure.EXACT_MATCH);
    }

    /** {@return the fraction of outputs with the source's meaning; NaN without a judge} */
    public double meaningAccuracy() {
        return value(Measure.MEANING_ACCURACY);
    }

    /** {@return the fraction of well-formed outputs; NaN without a judge} */
    public double wellFormed() {
        return value(Measure.WELL_FORMED);
    }

    /** {@return the slot error rate; NaN unless asked for} */
    public double slotErrors() {
        return value(Measure.SLOT_ERRORS);
    }

    /** {@return the token error rate; NaN unless asked for} */
    public double tokenErrors() {
        return value(Measure.TOKEN_ERRORS);
    }

    /** {@return the mean dist-1} */
    public double dist1() {
        return value(Measure.DIST_1);
    }

    /** {@return the mean self-BLEU, lower is more varied; NaN for a single sample} */
    public double selfBleu() {
        return value(Measure.SELF_BLEU);
    }

    /** {@return the mean div-4; NaN for a single sample} */
    public double div4() {
        return value(Measure.DIV_4);
    }

    /** {@return the mean length in words} */
    public double avgLen() {
        return value(Measure.AVG_LEN);
    }

    /** {@return network calls a sentence; NaN until {@link #withCost}} */
    public double nfe() {
        return value(Measure.NFE);
    }

    /** {@return milliseconds a sentence; NaN until {@link #withCost}} */
    public double msPerSentence() {
        return value(Measure.MS_PER_SENTENCE);
    }

    /**
     * {@return this evaluation with the cost of generation, which the caller measured}
     *
     * @param nfe network calls a sentence
     * @param msPerSentence milliseconds a sentence
     */
    public Evaluation withCost(double nfe, double msPerSentence) {
        return with(Measure.NFE, new Estimate(nfe)).with(Measure.MS_PER_SENTENCE, new Estimate(msPerSentence));
    }

    /**
     * {@return this evaluation with one measure set, for example a time with an interval over repeated runs}
     *
     * @param measure which
     * @param estimate its value
     */
    public Evaluation with(Measure measure, Estimate estimate) {
        Map<Measure, Estimate> more = new EnumMap<>(Measure.class);
        more.putAll(estimates);
        more.put(measure, estimate);
        return new Evaluation(n, samples, more);
    }

    /**
     * {@return how much more this system has than another on the same sources, for each measure that both have as a
     * statistic of the sources, with the interval of the difference (paired bootstrap)}
     *
     * @param other of the same sources
     * @throws IllegalArgumentException if the numbers of sources differ
     */
    public Evaluation minus(Evaluation other) {
        requireSources(other);
        Map<Measure, Estimate> differences = new EnumMap<>(Measure.class);
        estimates.forEach((measure, mine) -> {
            Optional<Resamples> theirs = other.estimate(measure).flatMap(Estimate::resamples);
            if (mine.resamples().isPresent() && theirs.isPresent()) {
                differences.put(
                        measure,
                        new Estimate(
                                mine.value() - other.value(measure),
                                mine.resamples().get().minus(theirs.get())));
            }
        });
        return new Evaluation(n, samples, differences);
    }

    /**
     * {@return the mean of systems on the same sources, such as the students of several seeds, for each measure that
     * all have} Its intervals are over sources, not over seeds: see {@link #spread}.
     *
     * @param systems at least one
     * @throws IllegalArgumentException if the numbers of sources differ
     */
    public static Evaluation mean(List<Evaluation> systems) {
        return ofAll(systems, estimates -> {
            double mean = mean(estimates.stream().mapToDouble(Estimate::value));
            List<Resamples> resamples =
                    estimates.stream().flatMap(e -> e.resamples().stream()).toList();
            return resamples.size() < estimates.size()
                    ? new Estimate(mean)
                    : new Estimate(mean, Resamples.mean(resamples));
        });
    }

    /**
     * {@return how far systems are from their {@link #mean}: the standard deviation, with one less than their number as
     * divisor}
     *
     * @param systems at least two
     * @throws IllegalArgumentException if the numbers of sources differ
     */
    public static Evaluation spread(List<Evaluation> systems) {
        return ofAll(systems, estimates -> {
            double mean = mean(estimates.stream().mapToDouble(Estimate::value));
            double squares = estimates.stream()
                    .mapToDouble(e -> (e.value() - mean) * (e.value() - mean))
                    .sum();
            return new Estimate(Math.sqrt(squares / (estimates.size() - 1)));
        });
    }

    private static double mean(DoubleStream values) {
        return values.average().orElseThrow();
    }

    private static Evaluation ofAll(List<Evaluation> systems, Function<List<Estimate>, Estimate> of) {
        Evaluation first = systems.get(0);
        systems.forEach(first::requireSources);
        Map<Measure, Estimate> found = new EnumMap<>(Measure.class);
        for (Measure measure : first.estimates.keySet()) {
            List<Estimate> each =
                    systems.stream().flatMap(e -> e.estimate(measure).stream()).toList();
            if (each.size() == systems.size()) {
                found.put(measure, of.apply(each));
            }
        }
        return new Evaluation(first.n, first.samples, found);
    }

    private void requireSources(Evaluation other) {
        if (n != other.n) {
            throw new IllegalArgumentException("needs the same sources, found " + n + " and " + other.n);
        }
    }
}
