package io.dlmone.teacher;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Backend;
import io.dlmone.backend.OneCaller;
import io.dlmone.backend.Workers;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.MaskedDropout;
import io.dlmone.nn.Parameters;
import io.dlmone.optim.AdamW;
import io.dlmone.optim.Clipping;
import io.dlmone.optim.Ema;
import io.dlmone.optim.GuardedUpdate;
import io.dlmone.optim.LearningRate;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.text.Examples;
import io.dlmone.text.LengthBatches;
import io.dlmone.text.SequenceLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The training of a family that says what its {@linkplain TeacherLoss loss} is: parameters, optimiser and average are
 * updated on the device. A call while another is under way is an {@link IllegalStateException}.
 */
public final class LossTraining implements TeacherTraining {

    private static final String LOSS = "loss";
    private static final String LOSSES = "losses";

    private final OneCaller caller = new OneCaller("this training");
    private final Backend backend;
    private final TeacherModel model;
    private final TrainingPlan plan;
    private final LengthBatches batches;
    private final Parameters parameters;
    private final Parameters averages;
    private final AdamW optimiser;
    private final TimeSampler times;
    private final TeacherLoss loss;
    private final Map<Integer, AtLength> programs = new HashMap<>();
    private double[] drawn = {};
    private long step;

    /**
     * Begins with given weights, which are the first average as well.
     *
     * @param backend where it trains; it is not closed
     * @param model what is trained
     * @param plan how
     * @param examples what it is trained on
     * @param initial all of the model's, by name; empty: random ones
     * @param loss what is lowered
     */
    public LossTraining(
            Backend backend,
            TeacherModel model,
            TrainingPlan plan,
            Examples examples,
            Map<String, Tensor> initial,
            TeacherLoss loss) {
        this.backend = backend;
        this.model = model;
        this.plan = plan;
        this.batches = new LengthBatches(examples, model.shortLengths(), plan.seed());
        this.loss = loss;
        this.parameters = Parameters.trained("teacher", model.parameters(), model.frozenParameters());
        this.averages = Parameters.trained("ema", model.parameters()).sharing(parameters, model.frozenParameters());
        this.optimiser = new AdamW(AdamW.Settings.STANDARD.withWeightDecay(plan.weightDecay()), parameters.trainable());
        this.times = new TimeSampler(model.schedule(), plan.lossAware());
        Map<String, Tensor> start = initial.isEmpty() ? random() : initial;
        parameters.write(backend, start);
        averages.write(backend, start);
        optimiser.reset(backend);
        at(model.length());
    }

    /** The program of an update whose sequences have one length. */
    private record AtLength(MaskedDropout dropout, LossInputs inputs, GuardedUpdate update) {}

    private AtLength at(int length) {
        return programs.computeIfAbsent(length, this::compile);
    }

    private AtLength compile(int length) {
        TeacherModel net = model.withLength(length);
        Graph g = new Graph(length == model.length() ? "teacher-step" : "teacher-step-" + length);
        MaskedDropout dropout = new MaskedDropout(g, "dropout", plan.dropout(), plan.attentionDropout());
        LossInputs inputs = new LossInputs(g, net, plan.microbatch());
        Value mean = mean(g, net, dropout, inputs);
        return new AtLength(
                dropout,
                inputs,
                new GuardedUpdate(backend, mean, parameters.trainable(), plan.microbatches(), this::descend));
    }

    private Map<String, Tensor> random() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        model.parameters().forEach(p -> values.put(p.name(), p.initialValue(plan.seed())));
        return values;
    }

    /** The mean of the losses, weighted as their times were drawn. */
    private Value mean(Graph g, TeacherModel net, Dropout dropout, LossInputs inputs) {
        Value weights = g.input("weights", DType.FLOAT32, plan.microbatch());
        boolean dropped = plan.dropout() > 0 || plan.attentionDropout() > 0;
        Value losses = loss.of(net.bind(parameters.in(g), dropped ? dropout : Dropout.NONE), inputs);
        g.output(LOSSES, losses);
        g.output(LOSS, Ops.mean(losses));
        return Ops.mean(mul(losses, weights));
    }

    private void descend(Graph g, List<Value> gradients, Value norm, Value now) {
        LearningRate rate = new LearningRate(plan.learningRate(), plan.warmup(), plan.steps());
        List<Value> clipped = Clipping.byNorm(gradients, norm, plan.clip());
        List<Value> updated = optimiser.update(g, clipped, rate.at(now), now);
        Value ramp = div(add(now, 1), add(now, 10));
        Ema.update(g, averages, updated, min(ramp, plan.emaRate()));
    }

    @Override
    public Map<String, Double> next() {
        return caller.call(this::update);
    }

    private Map<String, Double> update() {
        long number = step++;
        List<SequenceLayout.Encoded> rows = batches.batch(number, plan.batch());
        AtLength at = at(rows.get(0).ids().length);
        List<Observed> seen = new ArrayList<>();
        Map<String, Double> measured = at.update()
                .run(
                        number,
                        step,
                        microbatch -> inputs(at, rows, microbatch),
                        (in, out) -> seen.add(new Observed(
                                drawn, Objects.requireNonNull(out.get(LOSSES)).floats())));
        if (plan.lossAware()) {
            observe(seen);
        }
        Map<String, Double> all = new LinkedHashMap<>();
        all.put(LOSS, Objects.requireNonNull(measured.get(LOSS)));
        all.putAll(measured);
        return all;
    }

    /** Times and losses of a microbatch. */
    private record Observed(double[] times, float[] losses) {}

    /** Tells the sampler what all workers saw, in the order of the batch: time, loss, and 1 where there is one. */
    private void observe(List<Observed> seen) {
        Workers workers = backend.workers();
        float[] rows = new float[3 * plan.batch()];
        int at = 3 * plan.microbatch() * workers.first(workers.rank(), plan.microbatches());
        for (Observed microbatch : seen) {
            for (int i = 0; i < microbatch.losses().length; i++) {
                rows[at++] = (float) microbatch.times()[i];
                rows[at++] = microbatch.losses()[i];
                rows[at++] = 1;
            }
        }
        float[] all = workers.sum(rows);
        for (int row = 0; row < all.length; row += 3) {
            if (all[row + 2] == 1) {
                times.observe(new double[] {all[row]}, new float[] {all[row + 1]});
            }
        }
    }

    private Map<String, Tensor> inputs(AtLength at, List<SequenceLayout.Encoded> rows, long microbatch) {
        int b = plan.microbatch();
        int from = (int) (microbatch % plan.microbatches()) * b;
        Batch batch = Batch.of(rows.subList(from, from + b));
        TimeSampler.Draw draw = times.draw(CounterRandom.of(plan.seed(), "teacher/times"), microbatch, b);
        Map<String, Tensor> in = new HashMap<>(at.dropout().masks(plan.seed(), microbatch));
        in.put("ids", batch.ids());
        in.put("target", batch.target());
        drawn = draw.times();
        in.put("t", model.schedule().tensor(drawn));
        in.put("weights", Tensor.of(Shape.of(b), draw.weights()));
        in.putAll(at.inputs().draw(plan.seed(), microbatch));
        return in;
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public long total() {
        return plan.steps();
    }

    @Override
    public Parameters averages() {
        return averages;
    }

    @Override
    public Map<String, Tensor> state() {
        return caller.call(() -> {
            Map<String, Tensor> all = new LinkedHashMap<>();
            moving().forEach((name, v) -> all.put(name, backend.read(v)));
            all.putAll(times.state());
            return all;
        });
    }

    @Override
    public void restore(Map<String, Tensor> state, long atStep) {
        caller.run(() -> {
            moving().forEach((name, v) -> {
                Tensor value = state.get(name);
                if (value == null) {
                    throw new IllegalArgumentException("the state lacks " + name);
                }
                backend.write(v, value);
            });
            times.restore(state);
            step = atStep;
        });
    }

    @Override
    public void close() {
        caller.run(() -> {
            variables().values().forEach(backend::release);
            programs.values().forEach(program -> program.update().close());
        });
    }

    /** What updates change; the rest is there from the beginning. */
    private Map<String, Variable> moving() {
        Map<String, Variable> all = variables();
        all.values().removeIf(Variable::isFrozen);
        return all;
    }

    private Map<String, Variable> variables() {
        Map<String, Variable> all = new LinkedHashMap<>();
        parameters.asMap().values().forEach(v -> all.put(v.name(), v));
        averages.asMap().values().forEach(v -> all.put(v.name(), v));
        all.putAll(optimiser.state());
        return all;
    }
}
