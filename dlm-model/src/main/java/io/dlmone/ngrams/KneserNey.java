package io.dlmone.ngrams;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts for interpolated Kneser-Ney smoothing. Triples are counted as often as they occur; pairs and tokens by the
 * number of different tokens before them, and pairs at the beginning of a sequence, with nothing before, by how often.
 */
final class KneserNey {

    private static final double DISCOUNT = 0.75;
    private static final int MOST_TOKENS = 2_000_000;

    private final int vocabulary;
    private final Map<Long, Integer> triples = new TreeMap<>();
    private final Map<Long, Integer> firstPairs = new HashMap<>();

    KneserNey(int vocabulary) {
        if (vocabulary < 1 || vocabulary > MOST_TOKENS) {
            throw new IllegalArgumentException("a vocabulary of 1 to " + MOST_TOKENS + " tokens, got " + vocabulary);
        }
        this.vocabulary = vocabulary;
    }

    void add(long[] sequence) {
        for (long token : sequence) {
            if (token < 0 || token >= vocabulary) {
                throw new IllegalArgumentException("token " + token + " is not one of " + vocabulary);
            }
        }
        if (sequence.length > 1) {
            firstPairs.merge(sequence[0] * vocabulary + sequence[1], 1, Integer::sum);
        }
        for (int i = 2; i < sequence.length; i++) {
            long key = (sequence[i - 2] * vocabulary + sequence[i - 1]) * vocabulary + sequence[i];
            triples.merge(key, 1, Integer::sum);
        }
    }

    NgramModel model() {
        if (firstPairs.isEmpty()) {
            throw new IllegalArgumentException("no sequence of two tokens or more to count");
        }
        long square = (long) vocabulary * vocabulary;
        Map<Long, Integer> pairs = new TreeMap<>(firstPairs);
        triples.keySet().forEach(key -> pairs.merge(key % square, 1, Integer::sum));
        Map<Long, Integer> tokens = new HashMap<>();
        pairs.keySet().forEach(key -> tokens.merge(key % vocabulary, 1, Integer::sum));

        double all = pairs.size();
        float[] unigrams = new float[vocabulary];
        for (int token = 0; token < vocabulary; token++) {
            double kept = Math.max(tokens.getOrDefault((long) token, 0) - DISCOUNT, 0);
            unigrams[token] = (float) Math.log((kept + DISCOUNT * tokens.size() / vocabulary) / all);
        }
        Map<Long, Context> afterToken = contexts(pairs);
        float[] backoffs = new float[vocabulary];
        afterToken.forEach((token, context) -> backoffs[token.intValue()] = context.backoff());
        NgramTable bigrams = table(pairs, afterToken, key -> Math.exp(unigrams[(int) (key % vocabulary)]));
        Map<Long, Context> afterPair = contexts(triples);
        for (int i = 0; i < bigrams.size(); i++) {
            Context context = afterPair.get(bigrams.keys()[i]);
            bigrams.backoffs()[i] = context == null ? 0 : context.backoff();
        }
        NgramModel shorter = new NgramModel(unigrams, backoffs, bigrams, EMPTY);
        NgramTable trigrams = table(
                triples,
                afterPair,
                key -> Math.exp(shorter.logProbability(key / vocabulary % vocabulary, key % vocabulary)));
        return new NgramModel(unigrams, backoffs, bigrams, trigrams);
    }

    private static final NgramTable EMPTY = new NgramTable(new long[0], new float[0], new float[0]);

    /** What stands after a token or a pair: how often something does, and how many different tokens. */
    private record Context(long total, int different) {

        Context plus(Context other) {
            return new Context(total + other.total, different + other.different);
        }

        float backoff() {
            return (float) Math.log(DISCOUNT * different / total);
        }
    }

    private Map<Long, Context> contexts(Map<Long, Integer> counts) {
        Map<Long, Context> contexts = new HashMap<>();
        counts.forEach((key, n) -> contexts.merge(key / vocabulary, new Context(n, 1), Context::plus));
        return contexts;
    }

    /** A probability after one token less. */
    private interface Shorter {
        double of(long key);
    }

    private NgramTable table(Map<Long, Integer> sorted, Map<Long, Context> contexts, Shorter shorter) {
        int n = sorted.size();
        long[] keys = new long[n];
        float[] logProbabilities = new float[n];
        int at = 0;
        for (Map.Entry<Long, Integer> e : sorted.entrySet()) {
            Context context = contexts.get(e.getKey() / vocabulary);
            double own = (e.getValue() - DISCOUNT) / context.total();
            double rest = DISCOUNT * context.different() / context.total();
            keys[at] = e.getKey();
            logProbabilities[at] = (float) Math.log(own + rest * shorter.of(e.getKey()));
            at++;
        }
        return new NgramTable(keys, logProbabilities, new float[n]);
    }
}
