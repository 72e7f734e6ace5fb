package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.dlmone.unicode.WhiteSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestInputTest {

    @Test
    void answersWithTheTargetOfTheNearestSource() {
        NearestInput nearest = new NearestInput(
                List.of("how do i cook rice ?", "where is the museum ?", "how do i cook rice ?"),
                List.of("r1", "m", "r2"));
        assertThat(nearest.targetFor("how do you cook rice ?"))
                .as("of equals the first row")
                .isEqualTo("r1");
        assertThat(nearest.targetFor("where is it ?")).isEqualTo("m");
        assertThat(nearest.targetFor("zzz")).as("nothing shared").isEqualTo("r1");
        assertThat(nearest.targetFor("")).isEqualTo("r1");
        assertThat(nearest.targetsFor(List.of("where is the museum"))).containsExactly(List.of("m"));
    }

    @Test
    void agreesWithAnExhaustiveSearch() {
        SplittableRandom random = new SplittableRandom(7);
        List<String> sources = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sources.add(RandomText.sentence(random, 7));
            targets.add("target " + i);
        }
        NearestInput nearest = new NearestInput(sources, targets);
        for (int q = 0; q < 300; q++) {
            String query = RandomText.sentence(random, 7);
            int best = 0;
            for (int i = 1; i < sources.size(); i++) {
                if (jaccard(query, sources.get(i)) > jaccard(query, sources.get(best)) + 1e-12) {
                    best = i;
                }
            }
            assertThat(nearest.targetFor(query)).isEqualTo(targets.get(best));
        }
    }

    @Test
    void searchesSixtyThousandRowsInSeconds() {
        SplittableRandom random = new SplittableRandom(8);
        List<String> sources =
                IntStream.range(0, 61_000).mapToObj(i -> zipf(random)).toList();
        List<String> train = sources.subList(0, 60_000);
        assertTimeout(Duration.ofSeconds(30), () -> new NearestInput(train, train)
                .targetsFor(sources.subList(60_000, 61_000)));
    }

    @Test
    void refusesRowsThatDoNotFit() {
        assertThatThrownBy(() -> new NearestInput(List.of("a"), List.of()))
                .hasMessageContaining("found 1 sources and 0 targets");
        assertThatThrownBy(() -> new NearestInput(List.of(), List.of())).hasMessageContaining("at least one");
    }

    private static double jaccard(String a, String b) {
        Set<String> left = features(a);
        Set<String> right = features(b);
        Set<String> shared = new HashSet<>(left);
        shared.retainAll(right);
        return shared.isEmpty() ? 0 : (double) shared.size() / (left.size() + right.size() - shared.size());
    }

    private static Set<String> features(String text) {
        Set<String> features = new HashSet<>(WhiteSpace.words(text));
        Words.ngrams(WhiteSpace.words(text), 2).keySet().forEach(pair -> features.add(String.join("+", pair)));
        return features;
    }

    /** Twelve words, frequent ones in nearly every sentence, as in real questions. */
    private static String zipf(SplittableRandom random) {
        return IntStream.range(0, 12)
                .mapToObj(i -> "w" + (int) Math.pow(600, random.nextDouble()))
                .collect(Collectors.joining(" "));
    }
}
