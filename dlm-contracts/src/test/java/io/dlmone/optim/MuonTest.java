package io.dlmone.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Program;
import io.dlmone.contract.OracleProvider;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several updates by Muon against the formulas of optax, number by number. */
class MuonTest {

    private static final double RATE = 0.1;
    private static final float[][] GRADIENTS = {{1, -2, 0.5f}, {-3, 1, 0.25f}, {0.5f, 2, -1}};

    /** The parameter after an update for each gradient. */
    private static float[][] run(Variable p, boolean inFirst) {
        float[][] values = new float[GRADIENTS.length][];
        try (Backend backend = new OracleProvider().open(BackendOptions.defaults())) {
            Muon muon = new Muon(List.of(p), inFirst ? Set.of(p) : Set.of());
            backend.write(p, Tensor.zeros(p.shape()));
            muon.reset(backend);
            Graph g = new Graph("muon");
            muon.update(
                    g,
                    List.of(g.input("d", DType.FLOAT32, p.shape().dims())),
                    g.constant(RATE),
                    g.input("step", DType.FLOAT32));
            Program program = backend.compile(g);
            for (int i = 0; i < values.length; i++) {
                program.run(Map.of("d", Tensor.of(p.shape(), GRADIENTS[i]), "step", Tensor.scalar(i + 1f)));
                values[i] = backend.read(p).floats();
            }
        }
        return values;
    }

    @Test
    void vectorsMoveByNesterovsAdam() {
        float[][] actual = run(Variable.of("p", Shape.of(3)), false);
        for (int i = 0; i < 3; i++) {
            double p = 0;
            double m = 0;
            double v = 0;
            for (int t = 1; t <= GRADIENTS.length; t++) {
                double d = GRADIENTS[t - 1][i];
                m = 0.9 * m + 0.1 * d;
                v = 0.999 * v + 0.001 * d * d;
                double ahead = 0.9 * m / (1 - Math.pow(0.9, t + 1)) + 0.1 * d / (1 - Math.pow(0.9, t));
                p -= RATE * ahead / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
                assertThat((double) actual[t - 1][i]).isCloseTo(p, within(1e-6));
            }
        }
    }

    /**
     * A row's one singular value is its length, so orthogonalising normalises it and takes the length through five
     * steps.
     */
    @Test
    void aRowMovesAlongItsMeanWhateverItsLength() {
        float[][] actual = run(Variable.of("p", Shape.of(1, 3)), false);
        double[] p = new double[3];
        double[] m = new double[3];
        double length = 1;
        for (int k = 0; k < 5; k++) {
            length = 3.4445 * length - 4.775 * Math.pow(length, 3) + 2.0315 * Math.pow(length, 5);
        }
        for (int t = 1; t <= GRADIENTS.length; t++) {
            double[] ahead = new double[3];
            double norm = 0;
            for (int i = 0; i < 3; i++) {
                double d = GRADIENTS[t - 1][i];
                m[i] = 0.95 * m[i] + 0.05 * d;
                ahead[i] = 0.95 * m[i] / (1 - Math.pow(0.95, t + 1)) + 0.05 * d / (1 - Math.pow(0.95, t));
                norm += ahead[i] * ahead[i];
            }
            for (int i = 0; i < 3; i++) {
                p[i] -= RATE * length * ahead[i] / Math.sqrt(norm);
                assertThat((double) actual[t - 1][i]).isCloseTo(p[i], within(1e-6));
            }
        }
    }

    @Test
    void matricesWithMoreOutputsThanInputsMoveFurther() {
        float[] out = run(Variable.of("p", Shape.of(3, 1)), false)[0];
        float[] in = run(Variable.of("p", Shape.of(3, 1)), true)[0];
        for (int i = 0; i < 3; i++) {
            assertThat((double) out[i]).isCloseTo(in[i] * Math.sqrt(3), within(1e-6));
        }
    }
}
