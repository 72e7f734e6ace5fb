package org.example.shortcut;

import static io.dlmone.graph.Ops.where;

import io.dlmone.distill.kit.Distance;
import io.dlmone.distill.kit.LossPhase;
import io.dlmone.distill.kit.NoiseLevel;
import io.dlmone.distill.kit.StepInputs;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The student learns to write at once what the teacher predicts on its second call: from the student's own noise it
 * makes one step of DDIM to a time on the way, and is asked again there.
 */
public final class ShortcutObjective implements Objective {

    /** Where the teacher is asked the second time. */
    public static final Setting<Double> WAY =
            Setting.real("way", 1, 1e-3, 1e3, "sigma/alpha at which the teacher is asked the second time");

    @Override
    public String name() {
        return "shortcut";
    }

    @Override
    public String description() {
        return "Regression on the teacher's prediction on its second call (an example).";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(WAY);
    }

    @Override
    public DistillationSettings defaults(DistillationSettings settings) {
        return settings.with(DistillationSettings.THETA_RATE, 1e-3).with(DistillationSettings.CLIP, 1.0);
    }

    @Override
    public Phase begin(DistillationContext c) {
        Graph g = new Graph("shortcut-step");
        StepInputs in = StepInputs.declare(g, c);
        NoiseLevel start = NoiseLevel.input(g, "start", c.settings().schedule(), c.settings().microbatch());
        NoiseLevel way = NoiseLevel.input(g, "way", c.settings().schedule(), c.settings().microbatch());
        Denoiser teacher = in.network(c.teacher());
        Value x = where(in.target(), in.noise(), in.condition());
        Value onTheWay = start.ddim(x, teacher.denoise(x, start.t(), in.target()), way);
        Value y = where(in.target(), onTheWay, in.condition());
        Value loss = Distance.MSE.between(in.generate(c.student()), teacher.denoise(y, way.t(), in.target()), in.target(), teacher);
        return new LossPhase(c, loss, number -> inputs(c, number));
    }

    private static Map<String, Tensor> inputs(DistillationContext c, long number) {
        DistillationSettings s = c.settings();
        Map<String, Tensor> in = StepInputs.draw(c, "shortcut", number);
        double way = s.schedule().timeOfNoiseRatio(s.get(WAY));
        NoiseLevel.put(in, "start", s.schedule(), times(s, s.schedule().noisiest()));
        NoiseLevel.put(in, "way", s.schedule(), times(s, way));
        return in;
    }

    private static double[] times(DistillationSettings s, double t) {
        double[] all = new double[s.microbatch()];
        Arrays.fill(all, t);
        return all;
    }
}
