package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;

import io.dlmone.distill.kit.NoiseLevel;
import io.dlmone.distill.kit.StepInputs;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** The loss of consistency distillation and its inputs. */
record ConsistencyStep(DistillationContext context) {

    /** d(f(x_n, t_n), sg f'(x_m, t_m)), x_m being the teacher's DDIM step from x_n; f' at the clean end is x_m. */
    Value loss() {
        DistillationSettings s = context.settings();
        Graph g = new Graph("consistency-step");
        StepInputs in = StepInputs.declare(g, context);
        NoiseLevel from = NoiseLevel.input(g, "from", s.microbatch());
        NoiseLevel to = NoiseLevel.input(g, "to", s.microbatch());
        Value x = where(in.target(), from.noise(in.condition(), in.noise()), in.condition());
        Value step = from.ddim(x, TargetSettings.teacher(g, context).denoise(x, from.t()), to);
        Value next = where(in.target(), step, in.condition());
        Parameters judge = s.get(ConsistencyObjective.AVERAGED) ? context.average() : context.student();
        Value judged = StepInputs.bind(g, context, judge).denoise(next, to.t());
        Value truth = where(less(g.constant(0), to.sigma()), judged, next);
        Denoiser student = StepInputs.bind(g, context, context.student());
        Value written = student.denoise(x, from.t());
        Value loss = s.get(ConsistencyObjective.DISTANCE).between(written, truth, in.target(), student);
        in.measureVariance(written);
        g.output("loss", loss);
        return loss;
    }

    /** The inputs of a microbatch. */
    Map<String, Tensor> inputs(long number) {
        DistillationSettings s = context.settings();
        Map<String, Tensor> in = StepInputs.draw(context, "consistency", number);
        int levels = s.get(ConsistencyObjective.LEVELS);
        long[] drawn = CounterRandom.of(s.seed(), "consistency/t").integers(number, s.microbatch(), levels);
        NoiseLevel.put(
                in,
                "from",
                s.schedule(),
                Arrays.stream(drawn).map(k -> time(k, levels)).toArray());
        NoiseLevel.put(
                in,
                "to",
                s.schedule(),
                Arrays.stream(drawn).map(k -> time(k - 1, levels)).toArray());
        return in;
    }

    /** Evenly from time 0 to the student's; -1 is the clean end. */
    private long time(long level, int levels) {
        return level < 0
                ? NoiseLevel.CLEAN
                : Math.round((double) level * context.settings().initialTime() / (levels - 1));
    }
}
