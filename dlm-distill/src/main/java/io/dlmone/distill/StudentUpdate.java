package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.optim.AdamW;
import io.dlmone.optim.Clipping;
import io.dlmone.optim.Ema;
import io.dlmone.optim.GradientNorms;
import io.dlmone.optim.GuardedUpdate;
import io.dlmone.optim.LearningRate;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The update of the student that all objectives share: gradient, clipping, AdamW, moving average. */
final class StudentUpdate {

    /** The output with the gradient's global norm before clipping. */
    static final String NORM = "gradientNorm";

    private final DistillationContext context;
    private final AdamW optimiser;

    StudentUpdate(DistillationContext context, AdamW.Settings settings) {
        this.context = context;
        this.optimiser = new AdamW(settings, context.student().trainable());
        reset();
    }

    /** Sets the optimiser to its beginning. */
    void reset() {
        optimiser.reset(context.backend());
    }

    /** Records the update that lowers {@code loss}, with the inputs {@code step}. */
    void record(Graph g, Value loss, double rate) {
        Value now = g.inputs().containsKey("step") ? g.inputs().get("step") : g.input("step", DType.FLOAT32);
        List<Value> updated =
                descend(g, loss, context.student().trainable(), optimiser, rate, 1, context.settings(), now);
        Value ramp = div(add(now, 1), add(now, 10));
        Ema.update(g, context.average(), updated, min(ramp, context.settings().get(DistillationSettings.EMA)));
    }

    /** Compiles a graph with this update. */
    GuardedUpdate compile(Graph g) {
        return GuardedUpdate.compile(context.backend(), g, context.student().trainable());
    }

    /** What an update measured: its outputs that are one number. */
    static Map<String, Double> measured(Map<String, Tensor> outputs) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        outputs.forEach((name, value) -> {
            if (value.type() == DType.FLOAT32 && value.shape().rank() == 0) {
                numbers.put(name, (double) value.item());
            }
        });
        return numbers;
    }

    /**
     * Records the guarded update of some variables.
     *
     * @param each updates that count as one step of warm-up and decay
     * @return their new values
     */
    static List<Value> descend(
            Graph g,
            Value loss,
            List<Variable> variables,
            AdamW optimiser,
            double rate,
            int each,
            DistillationSettings s,
            Value now) {
        List<Value> read = variables.stream().map(g::read).toList();
        List<Value> gradients = Gradients.of(loss, read);
        GradientNorms norms = GradientNorms.of(gradients);
        g.output(NORM, norms.global());
        GuardedUpdate.guard(g, loss, norms);
        long warmup = (long) each * s.get(DistillationSettings.WARMUP);
        long decay = (long) each * s.get(DistillationSettings.DECAY);
        Value scheduled = new LearningRate(rate, warmup, decay).at(now);
        double limit = s.get(DistillationSettings.CLIP);
        return optimiser.update(g, Clipping.byNorm(gradients, norms.global(), limit), scheduled, now);
    }

    Map<String, Variable> state() {
        return optimiser.state();
    }
}
