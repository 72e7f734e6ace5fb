package io.dlmone.distill;

import static io.dlmone.graph.Ops.argMax;

import io.dlmone.distill.kit.LossPhase;
import io.dlmone.distill.kit.StepInputs;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.Objective;
import java.util.LinkedHashMap;
import java.util.Map;

/** A student that learns what it read in a call of its own, from its average when the phase began. */
final class FusePhase implements Objective.Phase {

    private final DistillationContext context;
    private final Parameters before;
    private final LossPhase phase;

    FusePhase(DistillationContext context) {
        this.context = context;
        this.before = Parameters.trained("before", context.model().parameters())
                .sharing(context.teacher(), context.model().embeddingParameters());
        before.writeTrainable(context.backend(), context.average().read(context.backend()));
        this.phase = new LossPhase(context, loss(), number -> StepInputs.draw(context, "fuse", number));
    }

    private Value loss() {
        Graph g = new Graph("fuse-step");
        StepInputs in = StepInputs.declare(g, context);
        Value tokens = argMax(in.logits(before, false));
        Value logits = in.logits(context.student(), true);
        g.output("agreement", in.agreement(argMax(logits), tokens));
        return in.crossEntropy(logits, tokens);
    }

    @Override
    public Map<String, Double> iterate(long iteration) {
        return phase.iterate(iteration);
    }

    @Override
    public Map<String, Variable> state() {
        Map<String, Variable> all = new LinkedHashMap<>();
        before.trainable().forEach(v -> all.put(v.name(), v));
        all.putAll(phase.state());
        return all;
    }

    @Override
    public void close() {
        before.trainable().forEach(context.backend()::release);
        phase.close();
    }
}
