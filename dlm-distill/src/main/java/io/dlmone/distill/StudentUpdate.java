package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.optim.AdamW;
import io.dlmone.optim.Clipping;
import io.dlmone.optim.Ema;
import io.dlmone.optim.GradientNorms;
import io.dlmone.optim.GuardedUpdate;
import io.dlmone.optim.LearningRate;
import io.dlmone.tensor.DType;
import java.util.List;
import java.util.Map;

/** The update of the student that all objectives share: gradient, clipping, AdamW, moving average. */
final class StudentUpdate {

    private final DistillationContext context;
    private final AdamW optimiser;

    StudentUpdate(DistillationContext context, AdamW.Settings settings) {
        this.context = context;
        this.optimiser = new AdamW(settings, context.student().trainable());
        optimiser.reset(context.backend());
    }

    /** Records the update that lowers {@code loss}, with the inputs {@code step}. */
    void record(Graph g, Value loss, double rate) {
        Value now = g.inputs().containsKey("step") ? g.inputs().get("step") : g.input("step", DType.FLOAT32);
        List<Value> updated = descend(g, loss, context.student(), optimiser, rate, context.settings(), now);
        Value ramp = div(add(now, 1), add(now, 10));
        Ema.update(g, context.average(), updated, min(ramp, context.settings().emaRate()));
    }

    /** Compiles a graph with this update. */
    GuardedUpdate compile(Graph g) {
        return GuardedUpdate.compile(context.backend(), g, context.student().trainable());
    }

    /** Records the guarded update of some parameters; returns their new values. */
    static List<Value> descend(
            Graph g, Value loss, Parameters p, AdamW optimiser, double rate, DistillationSettings s, Value now) {
        List<Value> read = p.trainable().stream().map(g::read).toList();
        List<Value> gradients = Gradients.of(loss, read);
        GradientNorms norms = GradientNorms.of(gradients);
        g.output("gradientNorm", norms.global());
        GuardedUpdate.guard(g, loss, norms);
        Value scheduled = new LearningRate(rate, s.warmup(), s.decay()).at(now);
        return optimiser.update(g, Clipping.byNorm(gradients, norms.global(), s.clip()), scheduled, now);
    }

    Map<String, Variable> state() {
        return optimiser.state();
    }
}
