package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.EvenSchedule;
import io.dlmone.model.LinearPath;
import io.dlmone.model.LinearPathProvider;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.NoiseScheduleProvider;
import io.dlmone.model.Noising;
import io.dlmone.model.Prediction;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The straight path, and what networks predict on it and on others. */
class LinearPathTest extends NoiseScheduleContract {

    private static final double DATA = 0.7;
    private static final double NOISE = -1.3;

    @Override
    protected NoiseScheduleProvider plugin() {
        return new LinearPathProvider();
    }

    /** What each kind of network would say of one point of data and one of noise leads back to the data. */
    private static double clean(Prediction prediction, NoiseSchedule path, double t, double output) {
        Graph g = new Graph("prediction");
        Value time = g.constant(path.tensor(t));
        Value data = g.constant(Tensor.of(Shape.of(1, 1, 1), (float) DATA));
        Value noise = g.constant(Tensor.of(Shape.of(1, 1, 1), (float) NOISE));
        Value noisy = new Noising(path).noise(data, time, noise);
        Value said = g.input("said", DType.FLOAT32, 1, 1, 1);
        g.output("clean", prediction.clean(path, said, noisy, time));
        NdArray in = NdArray.of(Shape.of(1, 1, 1), output);
        return Interpreter.run(g, Map.of("said", in)).get("clean").toTensor().item();
    }

    @Test
    void everyPredictionLeadsToTheData() {
        for (double scale : new double[] {1, 2}) {
            LinearPath path = new LinearPath(scale);
            for (double t : new double[] {0.05, 0.4, 0.95}) {
                assertThat(clean(Prediction.CLEAN, path, t, DATA)).isCloseTo(DATA, within(1e-5));
                assertThat(clean(Prediction.NOISE, path, t, NOISE)).isCloseTo(DATA, within(1e-4));
                assertThat(clean(Prediction.VELOCITY, path, t, DATA - scale * NOISE))
                        .isCloseTo(DATA, within(1e-5));
            }
        }
        assertThat(clean(Prediction.NOISE, new EvenSchedule(50), 20, NOISE)).isCloseTo(DATA, within(1e-4));
    }

    @Test
    void aVelocityIsThatOfALinearPath() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clean(Prediction.VELOCITY, new EvenSchedule(50), 20, 0))
                .withMessageContaining("even");
    }

    @Test
    void noiseHasAScaleAboveZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LinearPath(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new LinearPath(Double.NaN));
    }

    @Test
    void aDiscreteScheduleRefusesTimesBetweenItsOwn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EvenSchedule(50).sigma(1.5))
                .withMessageContaining("whole numbers");
        assertThat(new EvenSchedule(50).contains(1.5)).isFalse();
    }
}
