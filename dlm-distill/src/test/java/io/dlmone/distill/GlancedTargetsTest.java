package io.dlmone.distill;

import static io.dlmone.distill.TargetsFixture.*;
import static io.dlmone.graph.Ops.argMax;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.graph.Graph;
import io.dlmone.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GlancedTargetsTest {

    private static final int LENGTH = 9;
    private static final int PADDED_FROM = 6;
    private static final int ROW = 1;

    private final TargetsFixture fixture = new TargetsFixture(LENGTH);

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Random targets, in one row with padding after position {@value #PADDED_FROM}. */
    private Map<String, Tensor> targets(long number) {
        Map<String, Tensor> in = new HashMap<>(fixture.targets(number));
        long[] tokens = in.get("tokens").longs().clone();
        for (int last = LENGTH - 1; last < tokens.length; last += LENGTH) {
            tokens[last] = (tokens[last - 1] + 1) % VOCABULARY;
        }
        for (int i = ROW * LENGTH + PADDED_FROM; i < (ROW + 1) * LENGTH; i++) {
            tokens[i] = 3;
        }
        tokens[ROW * LENGTH + PADDED_FROM - 1] = 4;
        in.put("tokens", Tensor.of(in.get("tokens").shape(), tokens));
        return in;
    }

    private long[] written(Map<String, Tensor> in) {
        Graph g = new Graph("seen");
        StepInputs inputs = StepInputs.declare(g, fixture.context);
        g.output(
                "words",
                argMax(StepInputs.bind(g, fixture.context, fixture.teacher).logits(inputs.generate(fixture.student))));
        Map<String, Tensor> seen = new HashMap<>(in);
        seen.remove("tokens");
        return fixture.oracle.compile(g).run(seen).get("words").longs();
    }

    @Test
    void showsAShareOfTheWrongWords() {
        Targets glanced = new GlancedTargets(fixture.context, this::targets, 0.5);
        int shown = 0;
        for (long number = 0; number < 10; number++) {
            Map<String, Tensor> before = targets(number);
            Map<String, Tensor> after = glanced.batch(number);
            assertThat(after.get("tokens")).isEqualTo(before.get("tokens"));
            assertThat(after.get("z")).isEqualTo(before.get("z"));
            long[] wanted = before.get("tokens").longs();
            long[] written = written(before);
            for (int row = 0; row < ROWS; row++) {
                int first = row * LENGTH + 1;
                int last = row * LENGTH + (row == ROW ? PADDED_FROM : LENGTH - 1);
                int[] places = IntStream.range(row * LENGTH, (row + 1) * LENGTH)
                        .filter(i -> before.get("target").booleans()[i]
                                && !after.get("target").booleans()[i])
                        .toArray();
                long wrong = IntStream.rangeClosed(first, last)
                        .filter(i -> written[i] != wanted[i])
                        .count();
                assertThat(places)
                        .as("words shown of row %d of batch %d, of which %d are wrong", row, number, wrong)
                        .hasSize((int) Math.round(0.5 * wrong));
                assertThat(IntStream.of(places)).allMatch(i -> i <= last);
                for (int i = row * LENGTH; i < (row + 1) * LENGTH; i++) {
                    int place = i;
                    boolean given = IntStream.of(places).anyMatch(p -> p == place);
                    assertThat(after.get("ids").longs()[i])
                            .isEqualTo(given ? wanted[i] : before.get("ids").longs()[i]);
                    assertThat(after.get("target").booleans()[i])
                            .isEqualTo(!given && before.get("target").booleans()[i]);
                }
                shown += places.length;
            }
        }
        assertThat(shown).isPositive();
    }

    @Test
    void showsNothingToAStudentThatIsRight() {
        Targets right = number -> {
            Map<String, Tensor> in = new HashMap<>(targets(number));
            in.put("tokens", Tensor.of(in.get("tokens").shape(), written(in)));
            return in;
        };
        assertThat(new GlancedTargets(fixture.context, right, 1).batch(0)).isEqualTo(right.batch(0));
    }

    @Test
    void theSameNumberShowsTheSameWordsAgain() {
        Targets glanced = new GlancedTargets(fixture.context, this::targets, 0.7);
        assertThat(glanced.batch(4)).isEqualTo(glanced.batch(4)).isNotEqualTo(glanced.batch(5));
    }
}
