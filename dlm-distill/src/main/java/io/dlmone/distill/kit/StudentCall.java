package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.Dropout;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.NoiseSource;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.student.FewSteps;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The call of the student that is trained: the only one, or of a student that writes in a few calls one that is drawn
 * anew for each microbatch, at what the calls before it make now; no gradient flows through those (SiD-LSG).
 */
final class StudentCall {

    /** The input of {@link StepInputs#noise}, which of a few calls' student is what the call begins with. */
    private static final String START = "z";

    private static final String TIME = "startTime";

    private final DistillationContext context;
    private final List<Sampler.Step> plan;
    private final SamplingLoop before;

    StudentCall(DistillationContext context) {
        this.context = context;
        DistillationSettings s = context.settings();
        int calls = s.get(DistillationSettings.STUDENT_STEPS);
        this.plan = FewSteps.plan(s.schedule(), s.initialTime(), calls);
        this.before = calls == 1
                ? null
                : new SamplingLoop(
                        context.backend(), context.model(), context.student(), s.microbatch(), RoundingTimes.NEVER);
    }

    /** The student's clean embeddings after this call. */
    Value output(StepInputs in, Dropout dropout) {
        if (before == null) {
            return in.generate(context.student(), dropout);
        }
        Graph g = in.graph();
        Value t = g.input(
                TIME, context.model().schedule().timeType(), context.settings().microbatch());
        Value x = where(in.target(), in.noise(), in.condition());
        Value clean = StepInputs.bind(g, context, context.student(), dropout).denoise(x, t, in.target());
        return where(in.target(), clean, in.condition());
    }

    /** Replaces the noise drawn for a first call by what the call of a microbatch begins with. */
    void draw(Map<String, Tensor> in, String stream, long number) {
        if (before == null) {
            return;
        }
        DistillationSettings s = context.settings();
        CounterRandom random = CounterRandom.of(s.seed(), stream + "/call");
        int call = (int) random.integers(number, 1, plan.size())[0];
        Tensor start = scaled(
                in.get(START),
                s.get(DistillationSettings.NOISE_SCALE) * s.schedule().sigma(s.initialTime()));
        if (call > 0) {
            NoiseSource noise = i -> StepInputs.gaussian(context, stream + "/renoise" + i, number);
            start = before.sampleFrom(plan.subList(0, call), in.get("ids"), in.get("target"), start, noise, done -> {})
                    .embeddings();
        }
        double[] times = new double[s.microbatch()];
        Arrays.fill(times, plan.get(call).t());
        in.put(START, start);
        in.put(TIME, s.schedule().tensor(times));
    }

    private static Tensor scaled(Tensor noise, double factor) {
        float[] values = noise.floats().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
        return Tensor.of(noise.shape(), values);
    }
}
