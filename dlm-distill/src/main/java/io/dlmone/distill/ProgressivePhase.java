package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;

import io.dlmone.distill.kit.NoiseLevel;
import io.dlmone.distill.kit.StepInputs;
import io.dlmone.distill.kit.StudentUpdate;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.ScoreFunction;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.optim.AdamW;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** The rounds of progressive distillation; each begins with a fresh optimiser and the last one has no end. */
final class ProgressivePhase implements Objective.Phase {

    private final DistillationContext context;
    private final DistillationSettings settings;
    private final Parameters previous;
    private final StudentUpdate update;

    ProgressivePhase(DistillationContext context) {
        this.context = context;
        this.settings = context.settings();
        this.previous = Parameters.trained("previous", context.model().parameters())
                .sharing(context.teacher(), context.model().embeddingParameters());
        previous.writeTrainable(context.backend(), context.teacher().read(context.backend()));
        this.update = new StudentUpdate(context, AdamW.Settings.STANDARD, loss());
    }

    /** max(SNR, 1) ||f(z, t) - x||^2, x being what one step must predict to land where two of the teacher do. */
    private Value loss() {
        Graph g = new Graph("progressive-step");
        StepInputs in = StepInputs.declare(g, context);
        NoiseLevel from = NoiseLevel.input(g, "from", settings.schedule(), settings.microbatch());
        NoiseLevel middle = NoiseLevel.input(g, "middle", settings.schedule(), settings.microbatch());
        NoiseLevel to = NoiseLevel.input(g, "to", settings.schedule(), settings.microbatch());
        ScoreFunction teacher = TargetSettings.rounded(StepInputs.bind(g, context, previous), settings);
        Value z = where(in.target(), from.noise(in.condition(), in.noise()), in.condition());
        Value first =
                where(in.target(), from.ddim(z, teacher.denoise(z, from.t(), in.target()), middle), in.condition());
        Value second = middle.ddim(first, teacher.denoise(first, middle.t(), in.target()), to);
        Value truth = from.predictionFor(z, second, to);
        Value f = StepInputs.bind(g, context, context.student()).denoise(z, from.t(), in.target());
        Value loss = in.withReading(loss(f, truth, from, in.target()), f);
        in.measureVariance(f);
        g.output("loss", loss);
        return loss;
    }

    /** The mean over target elements of max(SNR, 1) (f - truth)^2. */
    static Value loss(Value f, Value truth, NoiseLevel at, Value target) {
        Value weight = max(div(square(at.alpha()), square(at.sigma())), 1);
        Value m = cast(target, DType.FLOAT32);
        Value errors = mul(mul(square(sub(f, stopGradient(truth))), weight), m);
        return div(sum(errors), mul(sum(m), f.shape().dim(2)));
    }

    @Override
    public Map<String, Double> iterate(long iteration) {
        int length = settings.get(ProgressiveObjective.ROUND);
        int rounds = Integer.numberOfTrailingZeros(settings.get(ProgressiveObjective.STEPS));
        int round = (int) Math.min(rounds - 1, iteration / length);
        long within = iteration - (long) round * length;
        if (within == 0 && round > 0) {
            nextRound();
        }
        int step = 1 << round;
        int studentSteps = settings.get(ProgressiveObjective.STEPS) / (2 * step);
        Map<String, Double> metrics = update.run(iteration, within, number -> inputs(number, step, studentSteps));
        metrics.put("studentSteps", (double) studentSteps);
        return metrics;
    }

    private Map<String, Tensor> inputs(long number, int step, int studentSteps) {
        Map<String, Tensor> in = StepInputs.draw(context, "progressive", number);
        long[] drawn = CounterRandom.of(settings.seed(), "progressive/t")
                .integers(number, settings.microbatch(), studentSteps);
        put(in, "from", drawn, k -> 2 * step * (k + 1));
        put(in, "middle", drawn, k -> 2 * step * k + step);
        put(in, "to", drawn, k -> 2 * step * k);
        return in;
    }

    /** The student's average becomes the teacher. */
    private void nextRound() {
        previous.writeTrainable(context.backend(), context.average().read(context.backend()));
        update.reset();
    }

    private void put(Map<String, Tensor> in, String name, long[] drawn, LongUnaryOperator position) {
        double[] times =
                Arrays.stream(drawn).map(position).mapToDouble(this::time).toArray();
        NoiseLevel.put(in, name, settings.schedule(), times);
    }

    /** Evenly from the student's time down to the clean end, which is position 0. */
    private double time(long position) {
        if (position == 0) {
            return NoiseLevel.CLEAN;
        }
        NoiseSchedule schedule = settings.schedule();
        double way = (double) position
                * (settings.initialTime() - schedule.cleanest())
                / settings.get(ProgressiveObjective.STEPS);
        return schedule.cleanest() + (schedule instanceof DiscreteSchedule ? Math.round(way) : way);
    }

    @Override
    public Map<String, Variable> state() {
        Map<String, Variable> all = new LinkedHashMap<>();
        previous.trainable().forEach(v -> all.put(v.name(), v));
        all.putAll(update.state());
        return all;
    }

    @Override
    public void close() {
        previous.trainable().forEach(context.backend()::release);
        update.close();
    }
}
