package io.dlmone.contract;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.Noising;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Weights;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A teacher that can be solved on paper: embeddings are normal with a mean and a deviation, the parameters {@code mean}
 * and {@code deviation}, and the prediction is the exact E[x_0 | x_t]. The rows of the embedding table are drawn from
 * that distribution, and the logits of a token are minus half the squared distance, but for a constant. It has no
 * texts.
 *
 * @param schedule its path
 * @param length positions of a sequence
 * @param width of an embedding
 * @param vocabulary number of tokens
 */
public record GaussianModel(NoiseSchedule schedule, int length, int width, int vocabulary) implements TeacherModel {

    /** Mean of the embeddings in the table. */
    public static final float TEACHER_MEAN = 2;
    /** Deviation of the embeddings in the table. */
    public static final float TEACHER_DEVIATION = 0.5f;
    /** The embedding table. */
    public static final String TABLE = "table";
    /** The mean of the data. */
    public static final String MEAN = "mean";
    /** The deviation of the data. */
    public static final String DEVIATION = "deviation";

    /**
     * {@return the weights of a network for a mean and a deviation; the table is the teacher's}
     *
     * @param mean of the data
     * @param deviation of the data
     */
    public Map<String, Tensor> weights(float mean, float deviation) {
        float[] table = CounterRandom.of(5, "table").gaussians(0, vocabulary * width);
        for (int i = 0; i < table.length; i++) {
            table[i] = TEACHER_MEAN + TEACHER_DEVIATION * table[i];
        }
        return Map.of(
                TABLE, Tensor.of(Shape.of(vocabulary, width), table),
                MEAN, Tensor.of(Shape.of(1), mean),
                DEVIATION, Tensor.of(Shape.of(1), deviation));
    }

    /**
     * {@return the mean of x_0 given x_t for one coordinate}
     *
     * @param x noisy coordinate
     * @param t time
     * @param mean of the data
     * @param deviation of the data
     */
    public double denoise(double x, double t, double mean, double deviation) {
        double a = schedule.alpha(t);
        double v = deviation * deviation;
        return mean + a * v / (a * a * v + schedule.sigmaSquared(t)) * (x - a * mean);
    }

    @Override
    public String family() {
        return "gaussian";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }

    @Override
    public List<ParameterSpec> parameters() {
        ParameterSpec.Init one = new ParameterSpec.Init.Constant(1);
        return List.of(
                new ParameterSpec(TABLE, Shape.of(vocabulary, width), one),
                new ParameterSpec(MEAN, Shape.of(1), one),
                new ParameterSpec(DEVIATION, Shape.of(1), one));
    }

    @Override
    public List<String> embeddingParameters() {
        return List.of(TABLE);
    }

    @Override
    public Denoiser bind(Weights w, Dropout dropout) {
        return new Denoiser() {
            @Override
            public NoiseSchedule schedule() {
                return schedule;
            }

            @Override
            public Trace trace(Value noisy, Value t) {
                Noising noising = new Noising(schedule);
                Value a = noising.alpha(t);
                Value v = square(w.get(DEVIATION));
                Value gain = div(mul(a, v), add(mul(square(a), v), square(noising.sigma(t))));
                Value clean = add(mul(sub(noisy, mul(a, w.get(MEAN))), gain), w.get(MEAN));
                return new Trace(clean, List.of(new HiddenState(noisy, noisy)));
            }

            @Override
            public Value embed(Value ids, Value target) {
                return gather(w.get(TABLE), ids);
            }

            @Override
            public Optional<Value> embeddings() {
                return Optional.of(w.get(TABLE));
            }

            @Override
            public Value logits(Value clean) {
                Value norms = sum(square(w.get(TABLE)), false, -1);
                return sub(matmul(clean, transposeMatrix(w.get(TABLE))), mul(norms, 0.5));
            }
        };
    }

    @Override
    public SequenceLayout layout(Tokenizer tokenizer) {
        throw new AssertionError("this model has no texts");
    }
}
