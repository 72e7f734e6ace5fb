package io.dlmone.distill;

import static io.dlmone.distill.TargetsFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.graph.Graph;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MatchedTargetsTest {

    private static final int LENGTH = 3;
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    private final TargetsFixture fixture = new TargetsFixture(LENGTH);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everyGroupIsExchangedToTheLeastDistance() {
        MatchedTargets matched = new MatchedTargets(fixture.context, fixture::targets, GROUP);
        int moved = 0;
        for (long number = 0; number < 10; number++) {
            Map<String, Tensor> before = fixture.targets(number);
            Map<String, Tensor> after = matched.batch(number);
            assertThat(after).containsAllEntriesOf(without(before));
            for (int group = 0; group < GROUPS; group++) {
                int[] best = cheapest(before, group);
                for (int i = 0; i < GROUP; i++) {
                    assertThat(row(after, group * GROUP + i))
                            .as("targets %d, group %d, row %d", number, group, i)
                            .isEqualTo(row(before, group * GROUP + best[i]));
                    moved += best[i] == i ? 0 : 1;
                }
            }
        }
        assertThat(moved).as("rows that change places").isPositive();
    }

    private static Map<String, Tensor> without(Map<String, Tensor> inputs) {
        Map<String, Tensor> rest = new HashMap<>(inputs);
        rest.remove("tokens");
        return rest;
    }

    private static long[] row(Map<String, Tensor> inputs, int row) {
        return Arrays.copyOfRange(inputs.get("tokens").longs(), row * LENGTH, (row + 1) * LENGTH);
    }

    /** By trying all orders, over target positions. */
    private int[] cheapest(Map<String, Tensor> in, int group) {
        Graph g = new Graph("seen");
        StepInputs inputs = StepInputs.declare(g, fixture.context);
        g.output("written", inputs.generate(fixture.student));
        g.output(
                "wanted",
                StepInputs.bind(g, fixture.context, fixture.teacher)
                        .embed(g.input("tokens", DType.INT64, ROWS, LENGTH)));
        Map<String, Tensor> out = fixture.oracle.compile(g).run(in);
        float[] written = out.get("written").floats();
        float[] wanted = out.get("wanted").floats();
        int size = LENGTH * WIDTH;
        int[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int[] order : ORDERS) {
            double total = 0;
            for (int i = 0; i < GROUP; i++) {
                for (int k = WIDTH; k < size; k++) {
                    double d = written[(group * GROUP + i) * size + k] - wanted[(group * GROUP + order[i]) * size + k];
                    total += d * d;
                }
            }
            if (total < least) {
                least = total;
                best = order;
            }
        }
        return best;
    }
}
