package io.dlmone.paraphrase;

import io.dlmone.data.Split;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deals the meanings of a grammar to train, valid and test. The deal depends on the grammar alone, so that a model
 * trained on rows of one seed has seen no test meaning of another seed.
 *
 * <p>A quarter of an intent at most is held out, and of an intent with several slots at most half of the meanings with
 * any one value; so train holds every intent, and every value in each such intent that has its slot.
 */
final class MeaningSplit {

    private static final long DEAL = 20260219L;

    private final Map<String, Integer> held = new HashMap<>();
    private final Map<String, Integer> all = new HashMap<>();
    private final Map<Split, List<Meaning>> parts = new EnumMap<>(Split.class);

    MeaningSplit(ParaphraseGrammar grammar, int valid, int test) {
        for (Split split : Split.values()) {
            parts.put(split, new ArrayList<>());
        }
        List<Meaning> meanings = new ArrayList<>(grammar.meanings());
        new SplitMix64(DEAL, 0).shuffle(meanings);
        meanings.forEach(meaning -> keys(meaning).forEach(key -> all.merge(key, 1, Integer::sum)));
        for (Meaning meaning : meanings) {
            if (parts.get(Split.TEST).size() < test && mayHold(meaning)) {
                hold(meaning, Split.TEST);
            } else if (parts.get(Split.VALID).size() < valid && mayHold(meaning)) {
                hold(meaning, Split.VALID);
            } else {
                parts.get(Split.TRAIN).add(meaning);
            }
        }
    }

    List<Meaning> meanings(Split split) {
        return List.copyOf(parts.get(split));
    }

    private boolean mayHold(Meaning meaning) {
        for (String key : keys(meaning)) {
            int share = key.equals(meaning.intent()) ? 4 : 2;
            if ((held.getOrDefault(key, 0) + 1) * share > all.get(key)) {
                return false;
            }
        }
        return true;
    }

    private void hold(Meaning meaning, Split split) {
        keys(meaning).forEach(key -> held.merge(key, 1, Integer::sum));
        parts.get(split).add(meaning);
    }

    private static List<String> keys(Meaning meaning) {
        List<String> keys = new ArrayList<>();
        keys.add(meaning.intent());
        if (meaning.slots().size() > 1) {
            meaning.slots().forEach((slot, value) -> keys.add(meaning.intent() + "/" + slot + "/" + value));
        }
        return keys;
    }
}
