package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.model.Denoiser;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.optim.AdamW;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Regression on a pool of the teacher's endpoints: squared error of the embeddings and cross entropy of the tokens, from the
 * noise that the teacher began with or from the best of several fresh ones.
 */
final class EndpointPhase implements Objective.Phase {

    private final StudentUpdate update;
    private final EndpointPool pool;
    private final Program program;
    private final Program distance;
    private final int choices;
    private final DistillationContext context;

    /**
     * Begins.
     *
     * @param choices fresh noises to choose from; 1: the teacher's noise
     */
    EndpointPhase(DistillationContext context, int choices) {
        this.context = context;
        this.choices = choices;
        this.update = new StudentUpdate(context, AdamW.Settings.DIFFUSEQ);
        this.pool = new EndpointPool(context);
        this.program = context.backend().compile(graph(true));
        this.distance = choices == 1 ? null : context.backend().compile(graph(false));
    }

    private Graph graph(boolean learn) {
        DistillationSettings s = context.settings();
        Graph g = new Graph(learn ? "kd-step" : "kd-distance");
        StepInputs in = StepInputs.declare(g, context);
        Value tokens = g.input("tokens", DType.INT64, s.batch(), context.model().length());
        Value e = in.generate(context.student());
        Denoiser teacher = StepInputs.bind(g, context, context.teacher());
        int n = tokens.shape().size();
        Value nll = crossEntropy(reshape(teacher.logits(e), n, context.model().vocabulary()), reshape(tokens, n));
        Value m = cast(in.target(), DType.FLOAT32);
        Value masked = mul(nll, reshape(m, n));
        if (!learn) {
            g.output("distance", sum(reshape(masked, tokens.shape()), false, 1));
            return g;
        }
        Value count = sum(m);
        Value error = div(sum(mul(square(sub(e, teacher.embed(tokens))), m)), mul(count, context.model().width()));
        Value ce = div(sum(masked), count);
        Value loss = add(error, ce);
        update.record(g, loss, s.thetaRate());
        g.output("loss", loss);
        g.output("crossEntropy", ce);
        return g;
    }

    /** For each row, the noise of several from which the student comes nearest to its target. */
    private Tensor nearest(Map<String, Tensor> in, long iteration) {
        Shape shape = in.get("z").shape();
        int row = shape.size() / shape.dim(0);
        float[] best = new float[shape.size()];
        float[] least = new float[shape.dim(0)];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Map<String, Tensor> candidate = new HashMap<>(in);
        candidate.remove("step");
        for (int k = 0; k < choices; k++) {
            Tensor z = StepInputs.gaussian(context.settings(), "imle/z", iteration * choices + k, shape);
            candidate.put("z", z);
            float[] d = distance.run(candidate).get("distance").floats();
            for (int i = 0; i < d.length; i++) {
                if (d[i] < least[i]) {
                    least[i] = d[i];
                    System.arraycopy(z.floats(), i * row, best, i * row, row);
                }
            }
        }
        return Tensor.of(shape, best);
    }

    @Override
    public Map<String, Double> iterate(long iteration) {
        Map<String, Tensor> in = new HashMap<>(pool.batch(iteration));
        if (distance != null) {
            in.put("z", nearest(in, iteration));
        }
        Map<String, Tensor> out = program.run(in);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", (double) out.get("loss").item());
        metrics.put("crossEntropy", (double) out.get("crossEntropy").item());
        return metrics;
    }

    @Override
    public Map<String, Variable> state() {
        return update.state();
    }

    @Override
    public void close() {
        state().values().forEach(context.backend()::release);
    }
}
