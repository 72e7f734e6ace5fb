package io.dlmone.diffuseq.family;

import io.dlmone.backend.Backend;
import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.diffuseq.DiffuSeqTraining;
import io.dlmone.diffuseq.TrainingSettings;
import io.dlmone.diffuseq.official.OfficialModel;
import io.dlmone.diffuseq.official.OfficialNetwork;
import io.dlmone.diffuseq.official.OfficialTraining;
import io.dlmone.error.Problem;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.ImportingFamily;
import io.dlmone.teacher.OfficialTrainingFamily;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.ShortLength;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** DiffuSeq: text diffusion in word-embedding space with partial noising (Gong et al. 2023, arXiv 2210.08933). */
public final class DiffuSeqFamily implements OfficialTrainingFamily, ImportingFamily {

    private static final int DIFFUSION_STEPS = 2000;
    private static final String NOISE_SCHEDULE = "sqrt";
    private static final String NOTE =
            "Its embedding table is the file's lm_head.weight, which is the one that the official code samples with.";

    @Override
    public String name() {
        return DiffuSeqModel.FAMILY;
    }

    @Override
    public String description() {
        return "DiffuSeq: a BERT encoder over source and target side by side, of which the target is noised.";
    }

    @Override
    public TeacherModel create(Map<String, Object> config) {
        return new DiffuSeqModel(DiffuSeqConfig.fromMap(config));
    }

    @Override
    public String describe(TeacherModel model) {
        return "A DiffuSeq teacher " + NetworkDesign.describe(((DiffuSeqModel) model).sizes());
    }

    @Override
    public List<Setting<?>> networkSettings() {
        return DiffuSeqSettings.NETWORK;
    }

    @Override
    public List<Setting<?>> trainingSettings() {
        return DiffuSeqSettings.TRAINING;
    }

    @Override
    public List<Problem> problems(SettingValues values) {
        return DiffuSeqSettings.problems(values);
    }

    @Override
    public TeacherModel design(SettingValues network, int tokens) {
        return new DiffuSeqModel(
                new DiffuSeqConfig(NetworkDesign.of(network, tokens), DIFFUSION_STEPS, NOISE_SCHEDULE));
    }

    @Override
    public List<Problem> misfits(TeacherModel model, SettingValues asked, String source) {
        return NetworkDesign.misfits(((DiffuSeqModel) model).sizes(), asked, source);
    }

    @Override
    public TeacherModel adapt(TeacherModel model, SettingValues asked) {
        return asked.given(DiffuSeqSettings.LENGTH)
                .map(length -> (TeacherModel) ((DiffuSeqModel) model).withLength(length))
                .orElse(model);
    }

    @Override
    public TeacherModel withShortLengths(TeacherModel model, List<ShortLength> lengths) {
        return ((DiffuSeqModel) model).withShortLengths(lengths);
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
        return DiffuSeqTraining.begin(
                backend, (DiffuSeqModel) model, DiffuSeqSettings.training(training, seed), examples, weights);
    }

    @Override
    public boolean recognises(Path location) {
        return OfficialModel.recognises(location);
    }

    @Override
    public Imported checkpoint(Files files) {
        OfficialModel model = OfficialModel.read(files.location(), files.vocabulary(), files.encoder());
        return new Imported(
                model.architecture(), model.tokenizer(), model.weights(), SettingValues.NONE, 0, model.files(), NOTE);
    }

    @Override
    public Imported arguments(Files files) {
        OfficialNetwork network = OfficialModel.network(files.location(), files.vocabulary(), files.encoder());
        TrainingSettings training = OfficialTraining.read(files.location(), files.encoder());
        return new Imported(
                OfficialModel.model(network),
                network.tokenizer(),
                Map.of(),
                DiffuSeqSettings.of(training),
                training.seed(),
                network.files(),
                "");
    }

    @Override
    public Map<String, Object> training(Files files) {
        TrainingSettings training = OfficialTraining.read(files.location(), files.encoder());
        Map<String, Object> all = DiffuSeqSettings.of(training).resolved(DiffuSeqSettings.TRAINING);
        all.put("seed", training.seed());
        return all;
    }
}
