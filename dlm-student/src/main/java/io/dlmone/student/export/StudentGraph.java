package io.dlmone.student.export;

import static io.dlmone.graph.Ops.*;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Int8Weights;
import io.dlmone.objective.StudentNoise;
import io.dlmone.random.CounterRandom;
import io.dlmone.student.OneStepGenerator;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.stream.LongStream;

/**
 * A student from token ids to token ids in one graph, its weights constants. Inputs: {@code ids} INT64 {@code [batch,
 * length]}; {@code start} INT64 {@code [batch]}, the first target position; and {@code noise} FLOAT32 {@code [batch,
 * length, width]} or, of a student with a codebook, which is inside then, {@code draw} INT64 {@code [batch]}. Output:
 * {@code tokens} INT64 {@code [batch, length]}, the likeliest at each position.
 */
record StudentGraph(ModelBundle bundle, int batch) {

    static final String IDS = "ids";
    static final String START = "start";
    static final String NOISE = "noise";
    static final String DRAW = "draw";
    static final String TOKENS = "tokens";

    /** Whole numbers that FLOAT32, in which indices are computed, can tell apart. */
    static final int MOST_VECTORS = 1 << 24;

    private TeacherModel model() {
        return bundle.architecture();
    }

    Graph record() {
        Graph g = new Graph("student");
        GenerationConfig generation = bundle.generation();
        Denoiser net = model().bind(Int8Weights.constants(g, bundle.weights()), Dropout.NONE);
        Value ids = g.input(IDS, DType.INT64, batch, model().length());
        Value start = g.input(START, DType.INT64, batch);
        Value position = g.constant(positions());
        Value target = not(less(position, reshape(start, batch, 1, 1)));
        Value noise = generation.noise().codebook() == 0
                ? g.input(NOISE, DType.FLOAT32, batch, model().length(), model().width())
                : vectors(g, generation.noise(), start);
        Value logits = new OneStepGenerator(net, generation)
                .logits(noise, net.embed(ids, target), target, generation.isFused());
        g.output(TOKENS, argMax(logits));
        return g;
    }

    private Tensor positions() {
        long[] all = LongStream.range(0, model().length()).toArray();
        return Tensor.of(Shape.of(1, all.length, 1), all);
    }

    /** The draw's vectors, the first of them at the first target position. */
    private Value vectors(Graph g, StudentNoise noise, Value start) {
        Value draw = g.input(DRAW, DType.INT64, batch);
        int length = model().length();
        int[] ofAll = {batch, length, model().width()};
        if (noise.shared() == 1) {
            Value vector = gather(g.constant(table(noise, 1)), draw);
            return expand(reshape(vector, batch, 1, model().width()), Shape.of(ofAll));
        }
        Value position = reshape(cast(g.constant(positions()), DType.FLOAT32), 1, length);
        Value after = max(sub(position, reshape(cast(start, DType.FLOAT32), batch, 1)), 0);
        Value row = add(mul(reshape(cast(draw, DType.FLOAT32), batch, 1), length), after);
        return gather(g.constant(table(noise, length)), cast(row, DType.INT64));
    }

    /** The first vectors of every draw, {@code [codebook * each, width]}. */
    private Tensor table(StudentNoise noise, int each) {
        int n = noise.codebook();
        Shape.of(n, model().length(), model().width()).requireArray(Float.BYTES, "noise codebook");
        long[] keys = LongStream.range(0, n).toArray();
        Tensor all = noise.noise(CounterRandom.of(0, ""), keys, new int[n], model().length(), model().width());
        int row = model().length() * model().width();
        float[] first = new float[n * each * model().width()];
        for (int i = 0; i < n; i++) {
            System.arraycopy(all.floats(), i * row, first, i * each * model().width(), each * model().width());
        }
        return Tensor.of(Shape.of(n * each, model().width()), first);
    }
}
