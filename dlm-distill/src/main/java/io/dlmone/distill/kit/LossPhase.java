package io.dlmone.distill.kit;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.Objective;
import io.dlmone.optim.AdamW;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Training that lowers one loss: all that an objective needs which has no networks of its own. An objective with one
 * writes the loss as a graph function and says what its inputs are:
 *
 * <pre>{@code
 * public Phase begin(DistillationContext context) {
 *     StepInputs in = StepInputs.declare(new Graph("my-step"), context);
 *     Value written = in.generate(context.student());
 *     Value loss = Distance.MSE.between(written, in.condition(), in.target(), in.network(context.teacher()));
 *     return new LossPhase(context, loss, number -> StepInputs.draw(context, "my", number));
 * }
 * }</pre>
 */
public final class LossPhase implements Objective.Phase {

    private final StudentUpdate update;
    private final LongFunction<Map<String, Tensor>> inputs;

    /**
     * Compiles the updates; the optimiser is AdamW with its usual constants, at the rate and clipping of the settings.
     *
     * @param context of the distillation
     * @param loss a scalar, differentiable by the student; the outputs of its graph that are one number are measured
     * @param inputs of the loss's graph for a microbatch; numbers go on from one iteration to the next, and everything
     *     random comes from seed and number
     */
    public LossPhase(DistillationContext context, Value loss, LongFunction<Map<String, Tensor>> inputs) {
        Graph g = loss.graph();
        if (!g.outputs().containsKey("loss")) {
            g.output("loss", loss);
        }
        this.inputs = inputs;
        this.update = new StudentUpdate(context, AdamW.Settings.STANDARD, loss);
    }

    @Override
    public Map<String, Double> iterate(long iteration) {
        return update.run(iteration, inputs);
    }

    @Override
    public Map<String, Variable> state() {
        return update.state();
    }

    @Override
    public void close() {
        update.close();
    }
}
