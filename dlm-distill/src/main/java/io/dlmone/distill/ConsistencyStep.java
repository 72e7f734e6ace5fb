package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;

import io.dlmone.distill.kit.NoiseLevel;
import io.dlmone.distill.kit.StepInputs;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
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
        NoiseLevel from = NoiseLevel.input(g, "from", s.schedule(), s.microbatch());
        NoiseLevel to = NoiseLevel.input(g, "to", s.schedule(), s.microbatch());
        Value x = where(in.target(), from.noise(in.condition(), in.noise()), in.condition());
        Value step = from.ddim(x, TargetSettings.teacher(in).denoise(x, from.t(), in.target()), to);
        Value next = where(in.target(), step, in.condition());
        Parameters judge = s.get(ConsistencyObjective.AVERAGED) ? context.average() : context.student();
        Value judged = StepInputs.bind(g, context, judge).denoise(next, to.t(), in.target());
        Value truth = where(less(g.constant(0), to.sigma()), judged, next);
        Denoiser student = StepInputs.bind(g, context, context.student());
        Value written = student.denoise(x, from.t(), in.target());
        Value distance = s.get(ConsistencyObjective.DISTANCE).between(written, truth, in.target(), student);
        Value loss = in.withReading(distance, written);
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
                Arrays.stream(drawn).mapToDouble(k -> time(k, levels)).toArray());
        NoiseLevel.put(
                in,
                "to",
                s.schedule(),
                Arrays.stream(drawn).mapToDouble(k -> time(k - 1, levels)).toArray());
        return in;
    }

    /** Evenly from the least noisy time to the student's; -1 is the clean end. */
    private double time(long level, int levels) {
        if (level < 0) {
            return NoiseLevel.CLEAN;
        }
        NoiseSchedule schedule = context.settings().schedule();
        double least = DistillationSettings.leastNoisy(schedule);
        double way = (double) level * (context.settings().initialTime() - least) / (levels - 1);
        return least + (schedule instanceof DiscreteSchedule ? Math.round(way) : way);
    }
}
