package io.dlmone.distill;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.contract.GaussianModel;
import io.dlmone.contract.OracleProvider;
import io.dlmone.distill.kit.StepInputs;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SequenceLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MatchedTargetsTest {

    private static final int GROUPS = 2;
    private static final int GROUP = 3;
    private static final int ROWS = GROUPS * GROUP;
    private static final int LENGTH = 3;
    private static final int WIDTH = 4;
    private static final int VOCABULARY = 16;
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    private final GaussianModel model =
            new GaussianModel(Plugins.schedule("sqrt").create(2000), LENGTH, WIDTH, VOCABULARY);
    private final Backend oracle = new OracleProvider().open(BackendOptions.defaults());
    private final Parameters teacher = Parameters.frozen("teacher", model.parameters());
    private final Parameters student =
            Parameters.trained("student", model.parameters()).sharing(teacher, model.embeddingParameters());

    @AfterEach
    void close() {
        oracle.close();
    }

    private DistillationContext context() {
        teacher.write(oracle, model.weights(2, 0.5f));
        student.writeTrainable(oracle, model.weights(2.3f, 1.1f));
        DistillationSettings settings = DistillationSettings.defaults(model.schedule(), 3)
                .with(DistillationSettings.BATCH, ROWS)
                .with(DistillationSettings.INITIAL_TIME, 300)
                .with(DistillationSettings.NOISE_CODEBOOK, GROUP);
        return new DistillationContext(
                oracle,
                model,
                teacher,
                student,
                student,
                i -> new SequenceLayout.Encoded(new long[LENGTH], 1),
                settings);
    }

    private static Map<String, Tensor> targets(long number) {
        CounterRandom random = CounterRandom.of(7, "targets");
        boolean[] target = new boolean[ROWS * LENGTH];
        Arrays.fill(target, true);
        for (int row = 0; row < ROWS; row++) {
            target[row * LENGTH] = false;
        }
        Shape ids = Shape.of(ROWS, LENGTH);
        return Map.of(
                "ids", Tensor.of(ids, random.integers(2 * number, ids.size(), VOCABULARY)),
                "tokens", Tensor.of(ids, random.integers(2 * number + 1, ids.size(), VOCABULARY)),
                "target", Tensor.of(ids.append(1), target),
                "z", Tensor.of(ids.append(WIDTH), random.gaussians(number, ids.size() * WIDTH)));
    }

    @Test
    void everyGroupIsExchangedToTheLeastDistance() {
        DistillationContext context = context();
        MatchedTargets matched = new MatchedTargets(context, MatchedTargetsTest::targets, GROUP);
        int moved = 0;
        for (long number = 0; number < 10; number++) {
            Map<String, Tensor> before = targets(number);
            Map<String, Tensor> after = matched.batch(number);
            assertThat(after).containsAllEntriesOf(without(before));
            for (int group = 0; group < GROUPS; group++) {
                int[] best = cheapest(context, before, group);
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
    private int[] cheapest(DistillationContext context, Map<String, Tensor> in, int group) {
        Graph g = new Graph("seen");
        StepInputs inputs = StepInputs.declare(g, context);
        g.output("written", inputs.generate(student));
        Value tokens = g.input("tokens", DType.INT64, ROWS, LENGTH);
        g.output("wanted", StepInputs.bind(g, context, teacher).embed(tokens, inputs.target()));
        Map<String, Tensor> out = oracle.compile(g).run(in);
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
