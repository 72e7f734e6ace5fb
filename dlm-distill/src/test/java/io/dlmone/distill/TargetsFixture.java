package io.dlmone.distill;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.model.Plugins;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.oracle.OracleProvider;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SequenceLayout;
import java.util.Arrays;
import java.util.Map;

/** Random targets of a regression for the Gaussian teacher and a student that differs from it, on the oracle. */
final class TargetsFixture implements AutoCloseable {

    static final int GROUPS = 2;
    static final int GROUP = 3;
    static final int ROWS = GROUPS * GROUP;
    static final int WIDTH = 4;
    static final int VOCABULARY = 16;

    final int length;
    final Backend oracle = new OracleProvider().open(BackendOptions.defaults());
    final Parameters teacher;
    final Parameters student;
    final DistillationContext context;

    TargetsFixture(int length) {
        this.length = length;
        GaussianModel model = new GaussianModel(Plugins.schedule("sqrt").create(2000), length, WIDTH, VOCABULARY);
        this.teacher = Parameters.frozen("teacher", model.parameters());
        this.student = Parameters.trained("student", model.parameters()).sharing(teacher, model.embeddingParameters());
        teacher.write(oracle, model.weights(2, 0.5f));
        student.writeTrainable(oracle, model.weights(2.3f, 1.1f));
        DistillationSettings settings = DistillationSettings.defaults(model.schedule(), 3)
                .with(DistillationSettings.BATCH, ROWS)
                .with(DistillationSettings.INITIAL_TIME, 300)
                .with(DistillationSettings.NOISE_CODEBOOK, GROUP);
        this.context = new DistillationContext(
                oracle,
                model,
                teacher,
                student,
                student,
                i -> new SequenceLayout.Encoded(new long[length], 1),
                settings);
    }

    /** All positions but the first are target. */
    Map<String, Tensor> targets(long number) {
        CounterRandom random = CounterRandom.of(7, "targets");
        boolean[] target = new boolean[ROWS * length];
        Arrays.fill(target, true);
        for (int row = 0; row < ROWS; row++) {
            target[row * length] = false;
        }
        Shape ids = Shape.of(ROWS, length);
        return Map.of(
                "ids", Tensor.of(ids, random.integers(2 * number, ids.size(), VOCABULARY)),
                "tokens", Tensor.of(ids, random.integers(2 * number + 1, ids.size(), VOCABULARY)),
                "target", Tensor.of(ids.append(1), target),
                "z", Tensor.of(ids.append(WIDTH), random.gaussians(number, ids.size() * WIDTH)));
    }

    @Override
    public void close() {
        oracle.close();
    }
}
