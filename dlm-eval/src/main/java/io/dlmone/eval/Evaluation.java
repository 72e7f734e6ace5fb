package io.dlmone.eval;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

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

    /** The estimate of a measure, empty where it was not taken. */
    public Optional<Estimate> estimate(Measure measure) {
        return Optional.ofNullable(estimates.get(measure));
    }

    /** The value of a measure, NaN where it was not taken. */
    public double value(Measure measure) {
        return estimate(measure).map(Estimate::value).orElse(Double.NaN);
    }

    /** Mean sentence BLEU. */
    public double bleu() {
        return value(Measure.BLEU);
    }

    /** Corpus BLEU-4 against all references. */
    public double corpusBleu() {
        return value(Measure.CORPUS_BLEU);
    }

    /** Mean ROUGE-L F-measure. */
    public double rougeL() {
        return value(Measure.ROUGE_L);
    }

    /** Fraction of outputs equal to a reference. */
    public double exactMatch() {
        return value(Measure.EXACT_MATCH);
    }

    /** Fraction of outputs with the source's meaning; NaN without a judge. */
    public double meaningAccuracy() {
        return value(Measure.MEANING_ACCURACY);
    }

    /** Fraction of well-formed outputs; NaN without a judge. */
    public double wellFormed() {
        return value(Measure.WELL_FORMED);
    }

    /** Slot error rate; NaN unless asked for. */
    public double slotErrors() {
        return value(Measure.SLOT_ERRORS);
    }

    /** Mean dist-1. */
    public double dist1() {
        return value(Measure.DIST_1);
    }

    /** Mean self-BLEU, lower is more varied; NaN for a single sample. */
    public double selfBleu() {
        return value(Measure.SELF_BLEU);
    }

    /** Mean div-4; NaN for a single sample. */
    public double div4() {
        return value(Measure.DIV_4);
    }

    /** Mean length in words. */
    public double avgLen() {
        return value(Measure.AVG_LEN);
    }

    /** Network calls a sentence; NaN until {@link #withCost}. */
    public double nfe() {
        return value(Measure.NFE);
    }

    /** Milliseconds a sentence; NaN until {@link #withCost}. */
    public double msPerSentence() {
        return value(Measure.MS_PER_SENTENCE);
    }

    /** This evaluation with the cost of generation, which the caller measured. */
    public Evaluation withCost(double nfe, double msPerSentence) {
        return with(Measure.NFE, new Estimate(nfe)).with(Measure.MS_PER_SENTENCE, new Estimate(msPerSentence));
    }

    /** This evaluation with one measure set, for example a time with an interval over repeated runs. */
    public Evaluation with(Measure measure, Estimate estimate) {
        Map<Measure, Estimate> more = new EnumMap<>(Measure.class);
        more.putAll(estimates);
        more.put(measure, estimate);
        return new Evaluation(n, samples, more);
    }
}
