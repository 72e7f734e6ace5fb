package io.dlmone.optim;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Backend;
import io.dlmone.backend.OneCaller;
import io.dlmone.backend.Program;
import io.dlmone.backend.Workers;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
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
 *
 * <p>On a backend that shares its updates with other {@link Workers}, each runs its part of the microbatches, which are
 * the same microbatches whoever runs them. If they update together, the sums of gradients are added up over the workers
 * and all make the same update; else each makes one of its own microbatches.
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
    private final Workers workers;
    private final int first;
    private final int end;
    private final int averaged;
    private final List<String> scalars;
    private final List<Variable> sums;
    private final Optional<Program> forward;
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
        this.workers = backend.workers();
        this.first = workers.first(workers.rank(), microbatches);
        this.end = workers.first(workers.rank() + 1, microbatches);
        boolean joined = workers.together();
        this.averaged = joined ? microbatches : end - first;
        this.scalars = g.outputs().entrySet().stream()
                .filter(e -> isScalar(e.getValue().type(), e.getValue().shape()))
                .map(Map.Entry::getKey)
                .toList();
        if (!joined && averaged == 0) {
            this.sums = List.of();
            this.forward = Optional.empty();
            this.apply = Optional.empty();
            return;
        }
        List<Value> parts = new ArrayList<>(List.of(loss));
        parts.addAll(Gradients.of(loss, parameters.stream().map(g::read).toList()));
        if (!joined && averaged == 1) {
            record(g, parts, rule);
            this.sums = List.of();
            this.forward = Optional.of(backend.compile(g));
            this.apply = Optional.empty();
        } else {
            this.sums = accumulate(g, parts);
            this.forward = first < end ? Optional.of(backend.compile(g)) : Optional.empty();
            Graph a = new Graph(name + "-apply");
            record(a, sums.stream().map(a::read).toList(), rule);
            this.apply = Optional.of(backend.compile(a));
        }
    }

    private static boolean isScalar(DType type, Shape shape) {
        return type == DType.FLOAT32 && shape.rank() == 0;
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

    /**
     * A worker's first microbatch replaces what the last update left, which may be the NaN of one that was not made.
     */
    private List<Variable> accumulate(Graph g, List<Value> parts) {
        Value begins = g.input(FIRST, DType.BOOL);
        List<Variable> all = new ArrayList<>();
        for (Value part : parts) {
            Variable sum = Variable.of(name + "/sum/" + all.size(), part.shape());
            backend.write(sum, Tensor.zeros(part.shape()));
            Value share = mul(part, 1.0 / averaged);
            g.assign(sum, where(begins, share, add(g.read(sum), share)));
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
     * @param seen is given inputs and outputs of each microbatch run here, before the inputs of the next are asked for;
     *     not those of an update in one microbatch that was not made
     * @return the outputs that are one number, averaged over the microbatches, among them {@link #NORM}; zeros for a
     *     keeper of workers that do not update together, which does nothing
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
        scalars.forEach(scalar -> measured.put(scalar, 0.0));
        for (int j = first; j < end; j++) {
            Map<String, Tensor> in = new HashMap<>(inputs.apply(number * microbatches + j));
            if (apply.isEmpty()) {
                in.put(STEP, now);
            } else {
                in.put(FIRST, Tensor.of(Shape.scalar(), j == first));
            }
            Map<String, Tensor> out = forward.orElseThrow().run(in);
            if (apply.isEmpty()) {
                requireFinite(out);
            }
            measure(out, averaged, measured);
            seen.accept(in, out);
        }
        if (workers.together()) {
            share(measured);
        }
        apply.ifPresent(program -> {
            Map<String, Tensor> out = program.run(Map.of(STEP, now));
            requireFinite(out);
            measure(out, 1, measured);
        });
        measured.putIfAbsent(NORM, 0.0);
        return measured;
    }

    /** Adds up over the workers what they summed, and what they measured. */
    private void share(Map<String, Double> measured) {
        int elements = sums.stream().mapToInt(v -> v.shape().size()).sum();
        float[] values = new float[elements + scalars.size()];
        int at = 0;
        for (Variable sum : first < end ? sums : List.<Variable>of()) {
            System.arraycopy(
                    backend.read(sum).floats(), 0, values, at, sum.shape().size());
            at += sum.shape().size();
        }
        for (int i = 0; i < scalars.size(); i++) {
            values[elements + i] = measured.getOrDefault(scalars.get(i), 0.0).floatValue();
        }
        float[] all = workers.sum(values);
        at = 0;
        for (Variable sum : sums) {
            int size = sum.shape().size();
            backend.write(sum, Tensor.of(sum.shape(), Arrays.copyOfRange(all, at, at + size)));
            at += size;
        }
        for (int i = 0; i < scalars.size(); i++) {
            measured.put(scalars.get(i), (double) all[elements + i]);
        }
    }

    private static void measure(Map<String, Tensor> out, int of, Map<String, Double> measured) {
        out.forEach((output, value) -> {
            if (isScalar(value.type(), value.shape())) {
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
