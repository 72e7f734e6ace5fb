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
        this.t = graph.input("t", DType.INT64, batch);
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

    /** {@return times {@code [batch]}, INT64} */
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
