package io.dlmone.elf;

import io.dlmone.backend.Backend;
import io.dlmone.error.Problem;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.LossTraining;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import java.util.List;
import java.util.Map;

/** ELF: flow matching on the latents of a frozen T5 encoder, with a decoder in the same network. */
public class ElfFamily implements TrainableFamily {

    @Override
    public String name() {
        return ElfModel.FAMILY;
    }

    @Override
    public String description() {
        return "ELF: flow matching on the latents of a frozen T5 encoder; the same network denoises and decodes.";
    }

    @Override
    public TeacherModel create(Map<String, Object> config) {
        return new ElfModel(ElfConfig.fromMap(config));
    }

    @Override
    public String describe(TeacherModel model) {
        ElfConfig c = ((ElfModel) model).sizes();
        return "An ELF teacher (" + c.layers() + " layers of width " + c.hidden() + " over latents of width "
                + c.width() + ", " + c.vocabulary() + " tokens)";
    }

    @Override
    public List<Setting<?>> networkSettings() {
        return ElfSettings.NETWORK;
    }

    @Override
    public List<Setting<?>> trainingSettings() {
        return ElfSettings.TRAINING;
    }

    @Override
    public List<Problem> problems(SettingValues values) {
        return ElfSettings.problems(values);
    }

    @Override
    public TeacherModel design(SettingValues network, int tokens) {
        return new ElfModel(ElfSettings.design(network, tokens));
    }

    @Override
    public List<Problem> misfits(TeacherModel model, SettingValues asked, String source) {
        return ElfSettings.misfits(((ElfModel) model).sizes(), asked, source);
    }

    /** {@inheritDoc} Nothing of an ELF may change: its length is part of it. */
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
        return new LossTraining(
                backend, model, ElfSettings.plan(training, seed), examples, weights, ElfTraining.of(training));
    }
}
