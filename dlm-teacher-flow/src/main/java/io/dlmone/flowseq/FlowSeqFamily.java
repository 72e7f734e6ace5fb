package io.dlmone.flowseq;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Backend;
import io.dlmone.diffuseq.DiffuSeqSizes;
import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.diffuseq.family.DiffuSeqSettings.Positions;
import io.dlmone.diffuseq.family.NetworkDesign;
import io.dlmone.diffuseq.official.AverageFile;
import io.dlmone.diffuseq.official.OfficialNetwork;
import io.dlmone.diffuseq.official.OfficialWeights;
import io.dlmone.error.Problem;
import io.dlmone.graph.Value;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.ImportingFamily;
import io.dlmone.teacher.LossInputs;
import io.dlmone.teacher.LossTraining;
import io.dlmone.teacher.OfficialTrainingFamily;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.teacher.TrainingPlan;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** FlowSeq: flow matching over word embeddings, with DiffuSeq's network and partial noising. */
public final class FlowSeqFamily implements OfficialTrainingFamily, ImportingFamily {

    private static final String NOTE =
            "Its embedding table is the file's lm_head.weight, which is the one that the official code samples with.";

    @Override
    public String name() {
        return FlowSeqModel.FAMILY;
    }

    @Override
    public String description() {
        return "FlowSeq: DiffuSeq's network on the straight path of flow matching, which predicts velocities.";
    }

    @Override
    public TeacherModel create(Map<String, Object> config) {
        return new FlowSeqModel(DiffuSeqSizes.fromMap(config));
    }

    @Override
    public String describe(TeacherModel model) {
        return "A FlowSeq teacher " + NetworkDesign.describe(sizes(model));
    }

    @Override
    public List<Setting<?>> networkSettings() {
        return DiffuSeqSettings.NETWORK;
    }

    @Override
    public List<Setting<?>> trainingSettings() {
        return FlowSeqSettings.TRAINING;
    }

    @Override
    public List<Problem> problems(SettingValues values) {
        return FlowSeqSettings.problems(values);
    }

    @Override
    public TeacherModel design(SettingValues network, int tokens) {
        return new FlowSeqModel(NetworkDesign.of(network, tokens));
    }

    @Override
    public List<Problem> misfits(TeacherModel model, SettingValues asked, String source) {
        return NetworkDesign.misfits(sizes(model), asked, source);
    }

    @Override
    public TeacherModel adapt(TeacherModel model, SettingValues asked) {
        int length = asked.given(DiffuSeqSettings.LENGTH).orElse(model.length());
        return new FlowSeqModel(sizes(model).withLength(length));
    }

    @Override
    public SettingValues resolve(SettingValues training) {
        return DiffuSeqSettings.resolve(training);
    }

    @Override
    public TeacherTraining begin(
            Backend backend,
            TeacherModel model,
            SettingValues training,
            long seed,
            Examples examples,
            Map<String, Tensor> weights) {
        return new LossTraining(
                backend,
                model,
                FlowSeqSettings.plan(training, seed),
                examples,
                weights,
                (net, in) -> loss((FlowSeqNetwork) net, in, training));
    }

    private static Value loss(FlowSeqNetwork net, LossInputs in, SettingValues training) {
        double hidden = training.get(DiffuSeqSettings.CONDITION_DROPOUT);
        Optional<Value> given = hidden > 0 ? Optional.of(in.chance("given", 1 - hidden)) : Optional.empty();
        boolean targetOnly = training.get(FlowSeqSettings.MSE_POSITIONS) == Positions.TARGET;
        double spread = training.get(FlowSeqSettings.TIME_DEVIATION);
        Value t = spread == 0
                ? FlowSeqLoss.times(in.t())
                : FlowSeqLoss.times(in.normal("time"), training.get(FlowSeqSettings.TIME_MEAN), spread);
        FlowSeqLoss loss = FlowSeqLoss.of(net, in.ids(), in.target(), t, in.noise("noise"), given, targetOnly);
        in.measure("mse", mean(loss.mse()));
        return loss.total();
    }

    @Override
    public boolean recognises(Path location) {
        return FlowSeqArguments.recognises(location);
    }

    @Override
    public Imported checkpoint(Files files) {
        Path checkpoint = AverageFile.of(files.location());
        OfficialNetwork network = network(FlowSeqArguments.beside(checkpoint), files);
        Map<String, Path> from = new LinkedHashMap<>();
        from.put("checkpoint", checkpoint);
        from.putAll(network.files());
        FlowSeqModel model = new FlowSeqModel(network.sizes());
        Map<String, Tensor> weights = OfficialWeights.read(checkpoint, model.parameters());
        return new Imported(model, network.tokenizer(), weights, SettingValues.NONE, 0, from, NOTE);
    }

    @Override
    public Imported arguments(Files files) {
        OfficialNetwork network = network(files.location(), files);
        TrainingPlan plan = FlowSeqArguments.training(files.location(), files.encoder());
        return new Imported(
                new FlowSeqModel(network.sizes()),
                network.tokenizer(),
                Map.of(),
                FlowSeqSettings.of(plan),
                plan.seed(),
                network.files(),
                "");
    }

    @Override
    public Map<String, Object> training(Files files) {
        TrainingPlan plan = FlowSeqArguments.training(files.location(), files.encoder());
        Map<String, Object> all = FlowSeqSettings.of(plan).resolved(FlowSeqSettings.TRAINING);
        all.put("seed", plan.seed());
        return all;
    }

    private static OfficialNetwork network(Path arguments, Files files) {
        return OfficialNetwork.read(arguments, FlowSeqArguments::network, files.vocabulary(), files.encoder());
    }

    private static DiffuSeqSizes sizes(TeacherModel model) {
        return ((FlowSeqModel) model).sizes();
    }
}
