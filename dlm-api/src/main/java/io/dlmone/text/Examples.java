package io.dlmone.text;

import java.util.List;
import java.util.SplittableRandom;

/** An endless sequence of training examples, a pure function of the index. */
@FunctionalInterface
public interface Examples {

    /**
     * A sequence to train on.
     *
     * @param index number of the draw, at least 0
     * @return its tokens
     */
    SequenceLayout.Encoded get(long index);

    /**
     * {@return pairs in a new order in every epoch, a function of seed and epoch} Not thread-safe.
     *
     * @param pairs at least one
     * @param layout how they become sequences
     * @param seed of the order
     */
    static Examples shuffled(List<SentencePair> pairs, SequenceLayout layout, long seed) {
        int n = pairs.size();
        int[] order = new int[n];
        long[] epoch = {-1};
        return index -> {
            if (index / n != epoch[0]) {
                epoch[0] = index / n;
                SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch[0]);
                for (int i = 0; i < n; i++) {
                    int j = random.nextInt(i + 1);
                    order[i] = order[j];
                    order[j] = i;
                }
            }
            SentencePair p = pairs.get(order[(int) (index % n)]);
            return layout.encode(p.source(), p.target());
        };
    }
}
