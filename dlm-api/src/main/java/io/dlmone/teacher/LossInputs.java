package io.dlmone.teacher;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.TeacherModel;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** The inputs of a {@link TeacherLoss}: a microbatch of examples, their times, and what the loss asks to be drawn. */
public final class LossInputs {

    private final Graph graph;
    private final Shape sequences;
    private final Value ids;
    private final Value target;
    private final Value t;
    private final Map<String, BiFunction<CounterRandom, Long, Tensor>> draws = new LinkedHashMap<>();

    LossInputs(Graph graph, TeacherModel model, int batch) {
        this.graph = graph;
        this.sequences = Shape.of(batch, model.length(), model.width());
        this.ids = graph.input("ids", DType.INT64, batch, model.length());
        this.target = graph.input("target", DType.BOOL, batch, model.length(), 1);
        this.t = graph.input("t", model.schedule().timeType(), batch);
    }

    /** {@return the graph that the loss is recorded in} */
    public Graph graph() {
        return graph;
    }

    /** {@return tokens of source and target {@code [batch, length]}, INT64} */
    public Value ids() {
        return ids;
    }

    /** {@return BOOL {@code [batch, length, 1]}, true where text is written} */
    public Value target() {
        return target;
    }

    /** {@return times {@code [batch]} of the path's type, uniform over the path unless the training draws others} */
    public Value t() {
        return t;
    }

    /**
     * {@return standard normal noise {@code [batch, length, width]}, drawn for every microbatch}
     *
     * @param name other names, other noise
     */
    public Value noise(String name) {
        draws.put(name, (random, number) -> Tensor.of(sequences, random.gaussians(number, sequences.size())));
        return graph.input(name, DType.FLOAT32, sequences.dims());
    }

    /**
     * {@return standard normal numbers {@code [batch, dims...]}, drawn for every microbatch, such as of times that are
     * not uniform}
     *
     * @param name other names, other numbers
     * @param dims shape for each sequence
     */
    public Value normal(String name, int... dims) {
        Shape shape = perSequence(dims);
        draws.put(name, (random, number) -> Tensor.of(shape, random.gaussians(number, shape.size())));
        return graph.input(name, DType.FLOAT32, shape.dims());
    }

    /**
     * {@return numbers uniform in [0, 1) {@code [batch, dims...]}, drawn for every microbatch}
     *
     * @param name other names, other numbers
     * @param dims shape for each sequence
     */
    public Value uniform(String name, int... dims) {
        Shape shape = perSequence(dims);
        draws.put(name, (random, number) -> Tensor.of(shape, floats(random.uniforms(number, shape.size()))));
        return graph.input(name, DType.FLOAT32, shape.dims());
    }

    private Shape perSequence(int... dims) {
        int[] all = new int[dims.length + 1];
        all[0] = sequences.dim(0);
        System.arraycopy(dims, 0, all, 1, dims.length);
        return Shape.of(all);
    }

    /** Doubles below 1 as floats below 1. */
    private static float[] floats(double[] doubles) {
        float[] all = new float[doubles.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = Math.min((float) doubles[i], Math.nextDown(1f));
        }
        return all;
    }

    /**
     * {@return BOOL {@code [batch, 1, 1]}, true for a share of the sequences, drawn for every microbatch}
     *
     * @param name other names, other draws
     * @param share the probability of true
     */
    public Value chance(String name, double share) {
        int batch = sequences.dim(0);
        draws.put(name, (random, number) -> Tensor.of(Shape.of(batch, 1, 1), random.booleans(number, batch, share)));
        return graph.input(name, DType.BOOL, batch, 1, 1);
    }

    /**
     * Reports a scalar by a name beside the loss.
     *
     * @param name as {@code metrics.jsonl} has it
     * @param scalar a FLOAT32 scalar
     */
    public void measure(String name, Value scalar) {
        graph.output(name, scalar);
    }

    /** What the loss asked for, for one microbatch. */
    Map<String, Tensor> draw(long seed, long number) {
        Map<String, Tensor> drawn = new LinkedHashMap<>();
        draws.forEach((name, draw) -> drawn.put(name, draw.apply(CounterRandom.of(seed, "teacher/" + name), number)));
        return drawn;
    }
}
