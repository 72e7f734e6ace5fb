package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.model.Denoiser;
import io.dlmone.model.Noising;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.optim.AdamW;
import io.dlmone.optim.GuardedUpdate;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The alternating steps of score identity distillation. */
final class SidPhase implements Objective.Phase {

    private final DistillationContext context;
    private final DistillationSettings settings;
    private final Parameters fake;
    private final AdamW fakeOptimiser;
    private final StudentUpdate update;
    private final Program psi;
    private final Program theta;

    SidPhase(DistillationContext context) {
        this.context = context;
        this.settings = context.settings();
        this.fake = Parameters.trained("psi", context.model().parameters())
                .sharing(context.teacher(), context.model().embeddingParameters());
        this.fakeOptimiser = new AdamW(AdamW.Settings.SID, fake.trainable());
        this.update = new StudentUpdate(context, AdamW.Settings.SID);
        fake.writeTrainable(context.backend(), context.teacher().read(context.backend()));
        fakeOptimiser.reset(context.backend());
        this.psi = GuardedUpdate.compile(context.backend(), psiGraph(), fake.trainable());
        this.theta = update.compile(thetaGraph());
    }

    /** The student's output, noised: what both networks look at. */
    private record Noised(Value clean, Value noisy, Value t, Value target) {}

    private Noised noised(Graph g) {
        StepInputs in = StepInputs.declare(g, context);
        Value t = g.input("t", DType.INT64, settings.batch());
        Value eps = in.noiseInput(g, "eps");
        Value e = in.generate(context.student());
        Noising noising = new Noising(context.model().schedule());
        Value noisy = where(in.target(), noising.noise(e, t, eps), in.condition());
        return new Noised(e, noisy, t, in.target());
    }

    private Graph psiGraph() {
        Graph g = new Graph("psi-step");
        Noised n = noised(g);
        Denoiser net = StepInputs.bind(g, context, fake);
        Value gamma = settings.snrWeight()
                ? new Noising(context.model().schedule()).snr(n.t())
                : g.constant(Tensor.of(Shape.of(1, 1, 1), 1f));
        Value f = net.denoise(stopGradient(n.noisy()), n.t());
        Value loss = perElement(ScoreDistillation.psi(f, n.clean(), gamma, n.target()), n.target());
        Value now = g.input("step", DType.FLOAT32);
        StudentUpdate.descend(g, loss, fake, fakeOptimiser, settings.psiRate(), settings, now);
        g.output("loss", loss);
        return g;
    }

    private Graph thetaGraph() {
        Graph g = new Graph("theta-step");
        Noised n = noised(g);
        Value big = StepInputs.bind(g, context, context.teacher()).denoise(n.noisy(), n.t());
        Value small = StepInputs.bind(g, context, fake).denoise(n.noisy(), n.t());
        Value loss = perElement(ScoreDistillation.theta(big, small, n.clean(), settings.mu(), n.target()), n.target());
        update.record(g, loss, settings.thetaRate());
        g.output("loss", loss);
        return g;
    }

    /** Sums over positions to a mean over all target elements of the batch. */
    private Value perElement(Value sums, Value target) {
        Value elements = mul(sum(cast(target, DType.FLOAT32)), context.model().width());
        return div(sum(sums), elements);
    }

    @Override
    public Map<String, Double> iterate(long iteration) {
        double psiLoss = psi.run(inputs("psi", iteration)).get("loss").item();
        Map<String, Tensor> student = theta.run(inputs("theta", iteration));
        Map<String, Double> out = new LinkedHashMap<>();
        out.put("loss", (double) student.get("loss").item());
        out.put("gradientNorm", (double) student.get("gradientNorm").item());
        out.put("psiLoss", psiLoss);
        return out;
    }

    private Map<String, Tensor> inputs(String step, long iteration) {
        return StepInputs.draw(context, "sid/" + step, iteration, true);
    }

    @Override
    public Map<String, Variable> state() {
        Map<String, Variable> all = new LinkedHashMap<>();
        fake.trainable().forEach(v -> all.put(v.name(), v));
        all.putAll(fakeOptimiser.state());
        all.putAll(update.state());
        return all;
    }

    @Override
    public void close() {
        state().values().forEach(context.backend()::release);
    }
}
