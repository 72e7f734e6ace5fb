package io.dlmone.train;

import io.dlmone.unicode.WhiteSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Signs that a model collapses, seen in what it writes for many sources: empty outputs, words repeated side by side,
 * one output for many sources, nearly equal samples for one source; and in training, embeddings that hardly vary.
 */
final class CollapseSigns {

    private static final double MOST_EMPTY = 0.1;
    private static final double MOST_REPEATS = 0.2;
    private static final double LEAST_DISTINCT = 0.5;
    private static final double MOST_SELF_BLEU = 0.9;
    private static final double LEAST_VARIANCE = 0.1;

    private CollapseSigns() {}

    /**
     * The signs, as shares: {@code empty} of all outputs, {@code repeats} of all words that follow another word,
     * {@code distinct} of the first outputs for all sources.
     *
     * @param outputs for each source its samples
     */
    static Map<String, Double> signs(List<List<String>> outputs) {
        int all = 0;
        int empty = 0;
        int pairs = 0;
        int repeats = 0;
        for (List<String> samples : outputs) {
            for (String sample : samples) {
                List<String> words = WhiteSpace.words(sample);
                all++;
                empty += words.isEmpty() ? 1 : 0;
                pairs += Math.max(0, words.size() - 1);
                for (int i = 1; i < words.size(); i++) {
                    repeats += words.get(i).equals(words.get(i - 1)) ? 1 : 0;
                }
            }
        }
        HashSet<String> distinct = new HashSet<>();
        outputs.forEach(samples -> distinct.add(samples.get(0)));
        Map<String, Double> signs = new LinkedHashMap<>();
        signs.put("empty", empty / (double) Math.max(1, all));
        signs.put("repeats", repeats / (double) Math.max(1, pairs));
        signs.put("distinct", distinct.size() / (double) Math.max(1, outputs.size()));
        return signs;
    }

    /** What is alarming in the scores of a validation or the measures of updates, in words; usually nothing. */
    static List<String> alarms(Map<String, Double> scores) {
        List<String> alarms = new ArrayList<>();
        above(alarms, "of the outputs are empty", scores.get("empty"), MOST_EMPTY);
        above(alarms, "of the words repeat the one before", scores.get("repeats"), MOST_REPEATS);
        Double distinct = scores.get("distinct");
        if (distinct != null && distinct < LEAST_DISTINCT) {
            alarms.add(String.format(
                    Locale.ROOT, "only %.0f%% of the sources have an output of their own", 100 * distinct));
        }
        Double selfBleu = scores.get("selfBleu");
        if (selfBleu != null && selfBleu > MOST_SELF_BLEU) {
            alarms.add(
                    String.format(Locale.ROOT, "the samples for a source are nearly equal (self-BLEU %.2f)", selfBleu));
        }
        Double variance = scores.get("embeddingVariance");
        if (variance != null && variance < LEAST_VARIANCE) {
            alarms.add(String.format(
                    Locale.ROOT, "the embeddings written vary only %.0f%% as much as the data's", 100 * variance));
        }
        return alarms;
    }

    private static void above(List<String> alarms, String what, Double share, double most) {
        if (share != null && share > most) {
            alarms.add(String.format(Locale.ROOT, "%.0f%% %s", 100 * share, what));
        }
    }
}
