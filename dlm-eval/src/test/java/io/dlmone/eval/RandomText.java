package io.dlmone.eval;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class RandomText {

    private RandomText() {}

    /** Up to {@code longest} words out of eight; empty now and then. */
    static String sentence(SplittableRandom random, int longest) {
        return IntStream.range(0, random.nextInt(longest + 1))
                .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(8))))
                .collect(Collectors.joining(" "));
    }
}
