package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.model.Denoiser;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.Objective;
import io.dlmone.tensor.DType;
import java.util.Map;

/** Regression on sentences that the teacher gave: squared error of the embeddings and cross entropy of the tokens. */
public final class RegressionPhase implements Objective.Phase {

    private final LossPhase phase;

    /**
     * Begins to learn these targets.
     *
     * @param context of the distillation
     * @param targets what the student learns
     */
    public RegressionPhase(DistillationContext context, Targets targets) {
        this.phase = new LossPhase(context, loss(context), targets::batch);
    }

    private static Value loss(DistillationContext context) {
        Graph g = new Graph("regression-step");
        StepInputs in = StepInputs.declare(g, context);
        Value tokens = g.input("tokens", DType.INT64, in.ids().shape().dims());
        Value e = in.generate(context.student());
        Denoiser teacher = StepInputs.bind(g, context, context.teacher());
        Value m = cast(in.target(), DType.FLOAT32);
        Value count = sum(m);
        Value error = div(
                sum(mul(square(sub(e, teacher.embed(tokens, in.target()))), m)),
                mul(count, context.model().width()));
        Value ce = in.crossEntropy(in.network(context.student()).logits(e), tokens); // as it will read them itself
        Value loss = add(error, ce);
        g.output("loss", loss);
        g.output("crossEntropy", ce);
        in.measureVariance(e);
        return loss;
    }

    @Override
    public Map<String, Double> iterate(long iteration) {
        return phase.iterate(iteration);
    }

    @Override
    public Map<String, Variable> state() {
        return phase.state();
    }

    @Override
    public void close() {
        phase.close();
    }
}
