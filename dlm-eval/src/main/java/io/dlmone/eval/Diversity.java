package io.dlmone.eval;

import io.dlmone.unicode.WhiteSpace;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How varied sentences are: within one (dist-1), and between several samples for one source (self-BLEU, div-4). As in
 * DiffuSeq's {@code eval_seq2seq.py}; the papers use three samples. A poor model scores well here (noise is varied):
 * read these numbers beside the quality and beside the references' own. Stateless and thread-safe.
 */
public final class Diversity {

    private static final int ORDER = 4;

    private Diversity() {}

    /**
     * {@return distinct words over words of one sentence; 0 for an empty one} Higher is more varied.
     *
     * @param sentence any text
     */
    public static double dist1(String sentence) {
        List<String> words = WhiteSpace.words(sentence);
        return words.isEmpty() ? 0 : (double) new HashSet<>(words).size() / words.size();
    }

    /**
     * Mean over the pairs i &lt; j of the BLEU of sample i against sample j; lower is more varied.
     *
     * @param samples at least two samples for one source
     * @return the mean, from 0 to 1
     */
    public static double selfBleu(List<String> samples) {
        if (samples.size() < 2) {
            throw new IllegalArgumentException("self-BLEU needs at least two samples, found " + samples.size());
        }
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < samples.size(); i++) {
            for (int j = i + 1; j < samples.size(); j++, pairs++) {
                sum += SentenceBleu.score(samples.get(i), samples.get(j));
            }
        }
        return sum / pairs;
    }

    /**
     * {@return distinct 4-grams over all 4-grams pooled over the samples for one source; 0 if none} Higher is more
     * varied.
     *
     * @param samples sentences for one source
     */
    public static double div4(List<String> samples) {
        Set<List<String>> distinct = new HashSet<>();
        int total = 0;
        for (String sample : samples) {
            List<String> words = WhiteSpace.words(sample);
            distinct.addAll(Words.ngrams(words, ORDER).keySet());
            total += Math.max(0, words.size() - ORDER + 1);
        }
        return total == 0 ? 0 : (double) distinct.size() / total;
    }
}
