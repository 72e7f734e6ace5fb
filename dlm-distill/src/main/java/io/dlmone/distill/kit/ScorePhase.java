package io.dlmone.distill.kit;

import io.dlmone.backend.Backend;
import io.dlmone.distill.kit.ScoreDistillation.StudentLoss;
import io.dlmone.graph.Variable;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.optim.AdamW;
import io.dlmone.optim.GuardedUpdate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The alternating steps of score distillation: so many updates of the fake score network psi, which shares itself with
 * the discriminator, then one of the student, which may be left where it is at first. psi begins as the teacher, with a
 * fresh optimiser.
 */
public final class ScorePhase implements Objective.Phase {

    private final DistillationContext context;
    private final int psiSteps;
    private final int psiWarmup;
    private final Parameters fake;
    private final Parameters head;
    private final AdamW fakeOptimiser;
    private final StudentUpdate update;
    private final GuardedUpdate fakeUpdate;
    private final ScoreGraphs.Step psi;
    private final ScoreGraphs.Step theta;

    /**
     * Begins with psi as the teacher.
     *
     * @param context of the distillation
     * @param loss of the student, by the two scores
     */
    public ScorePhase(DistillationContext context, StudentLoss loss) {
        this.context = context;
        DistillationSettings s = context.settings();
        Backend backend = context.backend();
        this.psiSteps = s.get(ScoreSettings.PSI_STEPS);
        this.psiWarmup = s.get(ScoreSettings.PSI_WARMUP);
        this.fake = Parameters.trained("psi", context.model().parameters())
                .sharing(context.teacher(), context.model().embeddingParameters());
        ScoreGraphs graphs = new ScoreGraphs(context, fake);
        this.head = graphs.head();
        fake.copyTrainable(backend, context.teacher());
        graphs.initialHead().forEach((name, value) -> backend.write(head.get(name), value));
        this.fakeOptimiser = new AdamW(AdamW.Settings.SID, trained());
        fakeOptimiser.reset(backend);
        this.psi = graphs.psi();
        ClippedUpdate descent = new ClippedUpdate(fakeOptimiser, s.get(ScoreSettings.PSI_RATE), psiSteps, s);
        this.fakeUpdate = new GuardedUpdate(backend, psi.loss(), trained(), s.microbatches(), descent::record);
        this.theta = graphs.theta(loss);
        this.update = new StudentUpdate(context, AdamW.Settings.SID, theta.loss());
    }

    private List<Variable> trained() {
        List<Variable> all = new ArrayList<>(fake.trainable());
        all.addAll(head.trainable());
        return all;
    }

    @Override
    public Map<String, Double> iterate(long iteration) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int i = 0; i < psiSteps; i++) {
            fakeUpdate
                    .run(iteration * psiSteps + i, psi::inputs)
                    .forEach((name, value) -> metrics.merge(psiName(name), value / psiSteps, Double::sum));
        }
        if (iteration < psiWarmup) {
            metrics.put("loss", metrics.get("psiLoss"));
        } else {
            metrics.putAll(update.run(iteration, iteration - psiWarmup, theta::inputs));
        }
        return metrics;
    }

    private static String psiName(String output) {
        return output.equals(GuardedUpdate.NORM) ? "psiGradientNorm" : output;
    }

    @Override
    public Map<String, Variable> state() {
        Map<String, Variable> all = new LinkedHashMap<>();
        trained().forEach(v -> all.put(v.name(), v));
        all.putAll(fakeOptimiser.state());
        all.putAll(update.state());
        return all;
    }

    @Override
    public void close() {
        state().values().forEach(context.backend()::release);
        fakeUpdate.close();
        update.close();
    }
}
