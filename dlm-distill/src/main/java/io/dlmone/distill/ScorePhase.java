package io.dlmone.distill;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Program;
import io.dlmone.distill.ScoreDistillation.StudentLoss;
import io.dlmone.graph.Graph;
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
 * the discriminator, then one of the student. psi begins as the teacher, with a fresh optimiser.
 */
final class ScorePhase implements Objective.Phase {

    private final DistillationContext context;
    private final int psiSteps;
    private final Parameters fake;
    private final Parameters head;
    private final AdamW fakeOptimiser;
    private final StudentUpdate update;
    private final ScoreGraphs.Step psi;
    private final ScoreGraphs.Step theta;
    private final Program psiProgram;
    private final Program thetaProgram;

    ScorePhase(DistillationContext context, StudentLoss loss) {
        this.context = context;
        DistillationSettings s = context.settings();
        Backend backend = context.backend();
        this.psiSteps = s.get(ScoreSettings.PSI_STEPS);
        this.fake = Parameters.trained("psi", context.model().parameters())
                .sharing(context.teacher(), context.model().embeddingParameters());
        ScoreGraphs graphs = new ScoreGraphs(context, fake);
        this.head = graphs.head();
        fake.writeTrainable(backend, context.teacher().read(backend));
        graphs.initialHead().forEach((name, value) -> backend.write(head.get(name), value));
        this.fakeOptimiser = new AdamW(AdamW.Settings.SID, trained());
        fakeOptimiser.reset(backend);
        this.update = new StudentUpdate(context, AdamW.Settings.SID);
        this.psi = graphs.psi();
        Graph p = psi.graph();
        StudentUpdate.descend(
                p, psi.loss(), trained(), fakeOptimiser, s.get(ScoreSettings.PSI_RATE), psiSteps, s, psi.now());
        this.theta = graphs.theta(loss);
        update.record(theta.graph(), theta.loss(), s.get(DistillationSettings.THETA_RATE));
        this.psiProgram = GuardedUpdate.compile(backend, p, trained());
        this.thetaProgram = update.compile(theta.graph());
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
            StudentUpdate.measured(psiProgram.run(psi.inputs(iteration * psiSteps + i)))
                    .forEach((name, value) -> metrics.merge(psiName(name), value / psiSteps, Double::sum));
        }
        metrics.putAll(StudentUpdate.measured(thetaProgram.run(theta.inputs(iteration))));
        return metrics;
    }

    private static String psiName(String output) {
        return output.equals(StudentUpdate.NORM) ? "psiGradientNorm" : output;
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
    }
}
