package org.example.flow;

import static io.dlmone.graph.Ops.add;
import static io.dlmone.graph.Ops.cast;
import static io.dlmone.graph.Ops.crossEntropy;
import static io.dlmone.graph.Ops.div;
import static io.dlmone.graph.Ops.mean;
import static io.dlmone.graph.Ops.mul;
import static io.dlmone.graph.Ops.reshape;
import static io.dlmone.graph.Ops.square;
import static io.dlmone.graph.Ops.sub;
import static io.dlmone.graph.Ops.sum;
import static io.dlmone.graph.Ops.where;

import io.dlmone.backend.Backend;
import io.dlmone.error.Problem;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.Noising;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.LossInputs;
import io.dlmone.teacher.LossTraining;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.teacher.TrainingPlan;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Flow matching in word-embedding space (in the manner of Hu et al. 2024): a straight path, and velocities. */
public final class FlowFamily implements TrainableFamily {

    static final String NAME = "example-flow";

    private static final int STEPS = 500;
    private static final int MOST = 8_192;

    private static final Setting<Integer> WIDTH = Setting.whole("width", 32, 2, MOST, "Width of an embedding");
    private static final Setting<Integer> HIDDEN = Setting.whole("hidden", 64, 2, MOST, "Width of the block, even");
    private static final Setting<Integer> LENGTH = Setting.whole("length", 64, 8, MOST, "Positions of a sequence");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Flow matching with one Transformer block that predicts velocities (an example).";
    }

    @Override
    public TeacherModel create(Map<String, Object> config) {
        return FlowModel.of(config);
    }

    @Override
    public String describe(TeacherModel model) {
        return "A flow-matching teacher (one block of width " + ((FlowModel) model).hidden() + ")";
    }

    @Override
    public List<Setting<?>> networkSettings() {
        return List.of(WIDTH, HIDDEN, LENGTH);
    }

    @Override
    public List<Setting<?>> trainingSettings() {
        return TrainingPlan.SETTINGS;
    }

    @Override
    public List<Problem> problems(SettingValues values) {
        List<Problem> problems = new ArrayList<>(TrainingPlan.problems(values));
        if (values.get(HIDDEN) % 2 != 0) {
            problems.add(HIDDEN.problem("an even number", values.get(HIDDEN)));
        }
        return problems;
    }

    @Override
    public TeacherModel design(SettingValues network, int tokens) {
        return new FlowModel(tokens, network.get(WIDTH), network.get(HIDDEN), network.get(LENGTH), STEPS);
    }

    @Override
    public List<Problem> misfits(TeacherModel model, SettingValues asked, String source) {
        FlowModel own = (FlowModel) model;
        List<Problem> problems = new ArrayList<>();
        Map.of(WIDTH, own.width(), HIDDEN, own.hidden(), LENGTH, own.length())
                .forEach((setting, is) -> asked.given(setting)
                        .filter(value -> !value.equals(is))
                        .ifPresent(value -> problems.add(setting.problem(is + ", as in " + source, value))));
        return problems;
    }

    @Override
    public TeacherModel adapt(TeacherModel model, SettingValues asked) {
        return model;
    }

    @Override
    public TeacherTraining begin(
            Backend backend,
            TeacherModel model,
            SettingValues training,
            long seed,
            Examples examples,
            Map<String, Tensor> weights) {
        return new LossTraining(backend, model, TrainingPlan.of(training, seed), examples, weights, FlowFamily::loss);
    }

    /**
     * ||v - (eps - x_0)||^2 over the target, which is ||x_hat - x_0||^2 / s^2, and the cross entropy of the prediction
     * with the tokens, which keeps the embeddings apart.
     */
    private static Value loss(Denoiser net, LossInputs in) {
        Noising path = new Noising(net.schedule());
        Value x0 = net.embed(in.ids(), in.target());
        Value xt = where(in.target(), path.noise(x0, in.t(), in.noise("noise")), x0);
        Value prediction = net.denoise(xt, in.t());
        Value mask = cast(in.target(), DType.FLOAT32);
        Value count = sum(mask, false, 1, 2);
        Value error = square(div(sub(prediction, x0), path.sigma(in.t())));
        Value velocity =
                div(sum(mul(error, mask), false, 1, 2), mul(count, x0.shape().dim(2)));
        int tokens = in.ids().shape().size();
        Value logits = net.logits(prediction);
        logits = reshape(logits, tokens, logits.shape().dim(2));
        Value nll = reshape(
                crossEntropy(logits, reshape(in.ids(), tokens)), in.target().shape());
        in.measure("velocity", mean(velocity));
        return add(velocity, div(sum(mul(nll, mask), false, 1, 2), count));
    }
}
