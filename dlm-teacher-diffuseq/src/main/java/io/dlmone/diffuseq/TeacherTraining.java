package io.dlmone.diffuseq;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Backend;
import io.dlmone.backend.OneCaller;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.model.Denoiser;
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
import io.dlmone.text.SequenceLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a DiffuSeq teacher: parameters, optimiser and average are updated on the device. All randomness comes from
 * seed and step, so a run that is stopped and continued equals one that was not. Closing frees all of it; the backend
 * stays the caller's. One thread at a time may call it: a call while another is under way is an
 * {@link IllegalStateException}.
 */
public final class TeacherTraining implements AutoCloseable {

    private static final String LOSSES = "losses";
    private static final String MSE = "mse";
    private static final String GIVEN = "given";

    private final OneCaller caller = new OneCaller("this training");
    private final Backend backend;
    private final DiffuSeqModel model;
    private final TrainingSettings settings;
    private final Examples examples;
    private final Parameters parameters;
    private final Parameters averages;
    private final AdamW optimiser;
    private final TimeSampler times;
    private final MaskedDropout dropout;
    private final GuardedUpdate update;
    private long step;

    /** Begins with random weights. */
    public TeacherTraining(Backend backend, DiffuSeqModel model, TrainingSettings settings, Examples examples) {
        this(backend, model, settings, examples, Map.of());
    }

    /**
     * Begins with given weights, which are the first average as well.
     *
     * @param initial all of the model's, by name; empty: random ones
     */
    public TeacherTraining(
            Backend backend,
            DiffuSeqModel model,
            TrainingSettings settings,
            Examples examples,
            Map<String, Tensor> initial) {
        this.backend = backend;
        this.model = model;
        this.settings = settings;
        this.examples = examples;
        this.parameters = Parameters.trained("teacher", model.parameters());
        this.averages = Parameters.trained("ema", model.parameters());
        this.optimiser =
                new AdamW(AdamW.Settings.DIFFUSEQ.withWeightDecay(settings.weightDecay()), parameters.trainable());
        this.times = new TimeSampler(model.schedule().steps(), settings.lossAware());
        Graph g = new Graph("teacher-step");
        this.dropout = new MaskedDropout(g, "dropout", settings.dropout(), settings.attentionDropout());
        Map<String, Tensor> start = initial.isEmpty() ? random() : initial;
        parameters.write(backend, start);
        averages.write(backend, start);
        optimiser.reset(backend);
        this.update =
                new GuardedUpdate(backend, loss(g), parameters.trainable(), settings.microbatches(), this::descend);
    }

    /**
     * What one update gave.
     *
     * @param step number of updates made, this one included
     * @param loss mean of the unweighted losses of the batch
     * @param mse its squared-error term
     * @param gradientNorm global norm before clipping
     */
    public record Progress(long step, double loss, double mse, double gradientNorm) {}

    private Map<String, Tensor> random() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        model.parameters().forEach(p -> values.put(p.name(), p.initialValue(settings.seed())));
        return values;
    }

    private Value loss(Graph g) {
        int b = settings.microbatch();
        Value ids = g.input("ids", DType.INT64, b, model.length());
        Value target = g.input("target", DType.BOOL, b, model.length(), 1);
        Value t = g.input("t", DType.INT64, b);
        Value weights = g.input("weights", DType.FLOAT32, b);
        Value noise0 = g.input("noise0", DType.FLOAT32, b, model.length(), model.width());
        Value noise = g.input("noise", DType.FLOAT32, b, model.length(), model.width());
        boolean dropped = settings.dropout() > 0 || settings.attentionDropout() > 0;
        Denoiser net = model.bind(parameters.in(g), dropped ? dropout : Dropout.NONE);
        DiffuSeqLoss.Positions positions =
                settings.targetOnly() ? DiffuSeqLoss.Positions.TARGET : DiffuSeqLoss.Positions.ALL;
        Optional<Value> given =
                settings.conditionDropout() > 0 ? Optional.of(g.input(GIVEN, DType.BOOL, b, 1, 1)) : Optional.empty();
        DiffuSeqLoss loss = DiffuSeqLoss.of(net, ids, target, t, noise0, noise, given, positions);
        g.output(LOSSES, loss.total());
        g.output(MSE, mean(loss.mse()));
        return mean(mul(loss.total(), weights));
    }

    private void descend(Graph g, List<Value> gradients, Value norm, Value now) {
        LearningRate rate = new LearningRate(settings.learningRate(), settings.warmup(), settings.steps());
        List<Value> clipped = Clipping.byNorm(gradients, norm, settings.clip());
        List<Value> updated = optimiser.update(g, clipped, rate.at(now), now);
        Value ramp = div(add(now, 1), add(now, 10));
        Ema.update(g, averages, updated, min(ramp, settings.emaRate()));
    }

    /**
     * Makes the next update.
     *
     * @throws io.dlmone.optim.NonFiniteUpdate if it was skipped, because the loss or a gradient is not finite; the call
     *     after that goes on with the batch after it
     */
    public Progress next() {
        return caller.call(this::update);
    }

    private Progress update() {
        long number = step++;
        double[] loss = {0};
        Map<String, Double> measured = update.run(number, step, this::inputs, (in, out) -> {
            float[] losses = out.get(LOSSES).floats();
            times.observe(in.get("t").longs(), losses);
            for (float l : losses) {
                loss[0] += l / settings.batch();
            }
        });
        return new Progress(step, loss[0], measured.get(MSE), measured.get(GuardedUpdate.NORM));
    }

    private Map<String, Tensor> inputs(long microbatch) {
        int b = settings.microbatch();
        List<SequenceLayout.Encoded> rows = new ArrayList<>();
        for (int i = 0; i < b; i++) {
            rows.add(examples.get(microbatch * b + i));
        }
        Batch batch = Batch.of(rows);
        Shape shape = Shape.of(b, model.length(), model.width());
        TimeSampler.Draw draw = times.draw(random("times"), microbatch, b);
        Map<String, Tensor> in = new HashMap<>(dropout.masks(settings.seed(), microbatch));
        in.put("ids", batch.ids());
        in.put("target", batch.target());
        in.put("t", Tensor.of(Shape.of(b), draw.times()));
        in.put("weights", Tensor.of(Shape.of(b), draw.weights()));
        if (settings.conditionDropout() > 0) {
            boolean[] given = random(GIVEN).booleans(microbatch, b, 1 - settings.conditionDropout());
            in.put(GIVEN, Tensor.of(Shape.of(b, 1, 1), given));
        }
        in.put("noise0", Tensor.of(shape, random("noise0").gaussians(microbatch, shape.size())));
        in.put("noise", Tensor.of(shape, random("noise").gaussians(microbatch, shape.size())));
        return in;
    }

    private CounterRandom random(String stream) {
        return CounterRandom.of(settings.seed(), "teacher/" + stream);
    }

    /** Updates made so far. */
    public long step() {
        return step;
    }

    /** The averaged parameters, which samplers should use. */
    public Parameters averages() {
        return averages;
    }

    /** Everything needed to continue, by name. */
    public Map<String, Tensor> state() {
        return caller.call(() -> {
            Map<String, Tensor> all = new LinkedHashMap<>();
            variables().forEach((name, v) -> all.put(name, backend.read(v)));
            all.putAll(times.state());
            return all;
        });
    }

    /** Continues from a state after {@code step} updates. */
    public void restore(Map<String, Tensor> state, long atStep) {
        caller.run(() -> {
            variables().forEach((name, v) -> {
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
            update.close();
        });
    }

    private Map<String, Variable> variables() {
        Map<String, Variable> all = new LinkedHashMap<>();
        parameters.asMap().values().forEach(v -> all.put(v.name(), v));
        averages.asMap().values().forEach(v -> all.put(v.name(), v));
        all.putAll(optimiser.state());
        return all;
    }
}
