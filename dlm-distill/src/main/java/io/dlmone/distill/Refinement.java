package io.dlmone.distill;

import io.dlmone.Plugins;
import io.dlmone.backend.Program;
import io.dlmone.distill.kit.StepInputs;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.distill.kit.Targets;
import io.dlmone.graph.Graph;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.sampling.NoiseSource;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.sampling.SamplingPlan;
import io.dlmone.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fresh outputs of the student, and what the teacher's DDIM with rounding makes of them from there. */
final class Refinement implements Targets {

    private final DistillationContext context;
    private final Program student;
    private final SamplingLoop loop;
    private final List<Sampler.Step> plan;

    Refinement(DistillationContext context) {
        this.context = context;
        DistillationSettings s = context.settings();
        NoiseSchedule schedule = context.model().schedule();
        double limit = schedule.timeOfNoiseRatio(s.get(RefineObjective.REFINE_NOISE));
        List<Sampler.Step> whole =
                SamplingPlan.of(Plugins.sampler("ddim"), schedule, s.get(TargetSettings.ENDPOINT_STEPS));
        List<Sampler.Step> late = whole.stream()
                .filter(step -> !schedule.noisier(step.t(), limit))
                .toList();
        this.plan = late.isEmpty() ? whole.subList(whole.size() - 1, whole.size()) : late;
        Graph g = new Graph("student-output");
        StepInputs in = StepInputs.declare(g, context);
        g.output("clean", in.generate(context.student()));
        this.student = context.backend().compile(g);
        this.loop = TargetSettings.sampler(context);
    }

    @Override
    public Map<String, Tensor> batch(long number) {
        Map<String, Tensor> in = new HashMap<>(StepInputs.draw(context, "refine", number));
        Tensor noisy = noised(student.run(in).get("clean"), number);
        NoiseSource none = i -> Tensor.zeros(noisy.shape());
        in.put(
                "tokens",
                loop.sampleFrom(plan, in.get("ids"), in.get("target"), noisy, none, done -> {})
                        .tokens());
        return in;
    }

    private Tensor noised(Tensor clean, long number) {
        NoiseSchedule schedule = context.model().schedule();
        float alpha = (float) schedule.alpha(plan.get(0).t());
        float sigma = (float) schedule.sigma(plan.get(0).t());
        float[] eps = StepInputs.gaussian(context, "refine/eps", number).floats();
        float[] e = clean.floats();
        for (int i = 0; i < eps.length; i++) {
            eps[i] = alpha * e[i] + sigma * eps[i];
        }
        return Tensor.of(clean.shape(), eps);
    }
}
