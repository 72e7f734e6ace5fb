package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.optim.AdamW;
import io.dlmone.optim.Ema;
import io.dlmone.optim.GuardedUpdate;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** The update of the student that all objectives share: gradient, clipping, AdamW, moving average. */
public final class StudentUpdate implements AutoCloseable {

    private final DistillationContext context;
    private final AdamW optimiser;
    private final GuardedUpdate update;

    /**
     * Compiles the update that lowers {@code loss}, and sets its optimiser to its beginning.
     *
     * @param context of the distillation
     * @param adam constants of the optimiser
     * @param loss a scalar
     */
    public StudentUpdate(DistillationContext context, AdamW.Settings adam, Value loss) {
        DistillationSettings s = context.settings();
        List<Variable> student = context.student().trainable();
        this.context = context;
        this.optimiser = new AdamW(adam, student);
        reset();
        ClippedUpdate descent = new ClippedUpdate(optimiser, s.get(DistillationSettings.THETA_RATE), 1, s);
        this.update = new GuardedUpdate(
                context.backend(),
                loss,
                student,
                s.microbatches(),
                (g, gradients, norm, now) -> average(g, descent.record(g, gradients, norm, now), now));
    }

    private void average(Graph g, List<Value> updated, Value now) {
        Value ramp = div(add(now, 1), add(now, 10));
        Ema.update(g, context.average(), updated, min(ramp, context.settings().get(DistillationSettings.EMA)));
    }

    /** Sets the optimiser to its beginning. */
    public void reset() {
        optimiser.reset(context.backend());
    }

    /**
     * Makes the update of an iteration; see {@link GuardedUpdate#run(long, LongFunction)}.
     *
     * @param iteration number of the update
     * @param inputs gives a microbatch its tensors by input name
     * @return the scalars that it reports, by name
     */
    public Map<String, Double> run(long iteration, LongFunction<Map<String, Tensor>> inputs) {
        return run(iteration, iteration, inputs);
    }

    /**
     * {@return as {@link #run(long, LongFunction)}}
     *
     * @param iteration number of the update
     * @param before updates made since the optimiser's beginning
     * @param inputs gives a microbatch its tensors by input name
     */
    public Map<String, Double> run(long iteration, long before, LongFunction<Map<String, Tensor>> inputs) {
        return update.run(iteration, before + 1, inputs, (in, out) -> {});
    }

    /** {@return the optimiser's moments, by name} */
    public Map<String, Variable> state() {
        return optimiser.state();
    }

    /** Frees the optimiser; the student stays. */
    @Override
    public void close() {
        state().values().forEach(context.backend()::release);
        update.close();
    }
}
