package io.dlmone.optim;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Backend;
import io.dlmone.backend.OneCaller;
import io.dlmone.backend.Program;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * An update of parameters along the gradient of a loss, which takes effect only if the loss and all gradients are
 * finite. Otherwise parameters, moments and averages keep their values, and {@link #run} throws
 * {@link NonFiniteUpdate}.
 *
 * <p>The batch of an update may come in several <em>microbatches</em>, of which only one is in memory at a time: the
 * gradient is the mean of theirs, so for losses that are means over rows the update is that of the whole batch up to
 * rounding. (The official DiffuSeq script adds the gradients of its microbatches instead; AdamW does not see such a
 * factor but through its epsilon.) An update of one microbatch is a single program. One of several is two, with sums of
 * gradients on the device between them, which {@link #close} frees: they mean nothing between updates and belong in no
 * checkpoint. One thread at a time may call it: a run while another is under way is an {@link IllegalStateException}.
 */
public final class GuardedUpdate implements AutoCloseable {

    /** The measurement with the global norm of the gradients, before anything is done with them. */
    public static final String NORM = "gradientNorm";

    private static final String STEP = "step";
    private static final String FIRST = "first";
    private static final String FINITE = "finite";
    private static final String NORMS = "gradientNorms";
    private static final double GREATEST = Float.MAX_VALUE;

    /** What is done with the gradients, such as clipping, an optimiser and averages, as assignments in a graph. */
    @FunctionalInterface
    public interface Rule {

        /**
         * Records it.
         *
         * @param g graph of the update
         * @param gradients one for each parameter
         * @param norm the global norm of the gradients, a scalar
         * @param step FLOAT32 scalar, 1 for the first update
         */
        void record(Graph g, List<Value> gradients, Value norm, Value step);
    }

    private final OneCaller caller = new OneCaller("this update");
    private final Backend backend;
    private final String name;
    private final List<Variable> parameters;
    private final int microbatches;
    private final List<Variable> sums;
    private final Program forward;
    private final Optional<Program> apply;

    /**
     * Compiles an update.
     *
     * @param backend where the update runs; it is not closed
     * @param loss a scalar; the other outputs of its graph are measurements
     * @param parameters what the loss is differentiated by
     * @param microbatches runs of the loss's graph for one update, at least 1
     * @param rule what is recorded under the condition that all is finite
     */
    public GuardedUpdate(Backend backend, Value loss, List<Variable> parameters, int microbatches, Rule rule) {
        if (microbatches < 1) {
            throw new IllegalArgumentException("an update needs at least 1 microbatch, got " + microbatches);
        }
        Graph g = loss.graph();
        this.backend = backend;
        this.name = g.name();
        this.parameters = List.copyOf(parameters);
        this.microbatches = microbatches;
        List<Value> parts = new ArrayList<>(List.of(loss));
        parts.addAll(Gradients.of(loss, parameters.stream().map(g::read).toList()));
        if (microbatches == 1) {
            record(g, parts, rule);
            this.sums = List.of();
            this.forward = backend.compile(g);
            this.apply = Optional.empty();
        } else {
            this.sums = accumulate(g, parts);
            this.forward = backend.compile(g);
            Graph a = new Graph(name + "-apply");
            record(a, sums.stream().map(a::read).toList(), rule);
            this.apply = Optional.of(backend.compile(a));
        }
    }

    /** The loss comes first, then the gradients. */
    private static void record(Graph g, List<Value> parts, Rule rule) {
        List<Value> gradients = parts.subList(1, parts.size());
        GradientNorms norms = GradientNorms.of(gradients);
        Value greatest = g.constant(GREATEST);
        g.output(FINITE, and(less(abs(parts.get(0)), greatest), less(norms.global(), greatest)));
        g.output(NORMS, norms.each());
        g.output(NORM, norms.global());
        g.assignOnlyIf(FINITE);
        rule.record(g, gradients, norms.global(), g.input(STEP, DType.FLOAT32));
    }

    /** The first microbatch replaces what the last update left, which may be the NaN of one that was not made. */
    private List<Variable> accumulate(Graph g, List<Value> parts) {
        Value first = g.input(FIRST, DType.BOOL);
        List<Variable> all = new ArrayList<>();
        for (Value part : parts) {
            Variable sum = Variable.of(name + "/sum/" + all.size(), part.shape());
            backend.write(sum, Tensor.zeros(part.shape()));
            Value share = mul(part, 1.0 / microbatches);
            g.assign(sum, where(first, share, add(g.read(sum), share)));
            all.add(sum);
        }
        return all;
    }

    /**
     * Makes update {@code number}, which is also its step; see {@link #run(long, long, LongFunction, BiConsumer)}.
     *
     * @param number counts from 0
     * @param inputs gives a microbatch its tensors by input name
     * @return the scalars that the update reports, by name
     */
    public Map<String, Double> run(long number, LongFunction<Map<String, Tensor>> inputs) {
        return run(number, number + 1, inputs, (in, out) -> {});
    }

    /**
     * Makes an update.
     *
     * @param number of the update, from 0; microbatch j of k has the number {@code number * k + j}
     * @param step what the rule is told, 1 for the first update
     * @param inputs of the loss's graph for the microbatch of a number
     * @param seen is given inputs and outputs of each microbatch, before the inputs of the next are asked for; not
     *     those of an update in one microbatch that was not made
     * @return the outputs that are one number, averaged over the microbatches, among them {@link #NORM}
     * @throws NonFiniteUpdate if it was not made
     */
    public Map<String, Double> run(
            long number,
            long step,
            LongFunction<Map<String, Tensor>> inputs,
            BiConsumer<Map<String, Tensor>, Map<String, Tensor>> seen) {
        return caller.call(() -> update(number, step, inputs, seen));
    }

    private Map<String, Double> update(
            long number,
            long step,
            LongFunction<Map<String, Tensor>> inputs,
            BiConsumer<Map<String, Tensor>, Map<String, Tensor>> seen) {
        Tensor now = Tensor.scalar((float) step);
        Map<String, Double> measured = new LinkedHashMap<>();
        for (int j = 0; j < microbatches; j++) {
            Map<String, Tensor> in = new HashMap<>(inputs.apply(number * microbatches + j));
            if (apply.isEmpty()) {
                in.put(STEP, now);
            } else {
                in.put(FIRST, Tensor.of(Shape.scalar(), j == 0));
            }
            Map<String, Tensor> out = forward.run(in);
            if (apply.isEmpty()) {
                requireFinite(out);
            }
            measure(out, microbatches, measured);
            seen.accept(in, out);
        }
        apply.ifPresent(program -> {
            Map<String, Tensor> out = program.run(Map.of(STEP, now));
            requireFinite(out);
            measure(out, 1, measured);
        });
        return measured;
    }

    private static void measure(Map<String, Tensor> out, int of, Map<String, Double> measured) {
        out.forEach((output, value) -> {
            if (value.type() == DType.FLOAT32 && value.shape().rank() == 0) {
                measured.merge(output, (double) value.item() / of, Double::sum);
            }
        });
    }

    private void requireFinite(Map<String, Tensor> out) {
        if (!Objects.requireNonNull(out.get(FINITE)).booleans()[0]) {
            float[] norms = Objects.requireNonNull(out.get(NORMS)).floats();
            throw new NonFiniteUpdate(
                    name,
                    IntStream.range(0, norms.length)
                            .filter(i -> !Float.isFinite(norms[i]))
                            .mapToObj(i -> parameters.get(i).name())
                            .toList());
        }
    }

    /** Frees what the update keeps on the device for itself; parameters and what the rule assigns stay. */
    @Override
    public void close() {
        caller.run(() -> sums.forEach(backend::release));
    }
}
