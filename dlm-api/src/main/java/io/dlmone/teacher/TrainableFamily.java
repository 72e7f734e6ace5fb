package io.dlmone.teacher;

import io.dlmone.backend.Backend;
import io.dlmone.error.Problem;
import io.dlmone.model.TeacherFamily;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.ShortLength;
import java.util.List;
import java.util.Map;

/** A family whose teachers can be trained here. Its settings have names of their own among both kinds. */
public interface TrainableFamily extends TeacherFamily {

    /**
     * {@return what a model is, for its card, such as {@code A DiffuSeq teacher (4 layers of width 128, 1,000 tokens)}}
     *
     * @param model one of this family
     */
    String describe(TeacherModel model);

    /** {@return the settings of a new network, such as its width} */
    List<Setting<?>> networkSettings();

    /** {@return the settings of training, such as the number of updates} */
    List<Setting<?>> trainingSettings();

    /**
     * {@return what does not fit together in settings that are each in range}
     *
     * @param values settings of a network or of training
     */
    default List<Problem> problems(SettingValues values) {
        return List.of();
    }

    /**
     * {@return a new network, for random weights}
     *
     * @param network its settings, which have no {@link #problems}
     * @param tokens size of the vocabulary
     */
    TeacherModel design(SettingValues network, int tokens);

    /**
     * {@return where a network that is there already is not as asked}
     *
     * @param model one of this family
     * @param asked settings of a network
     * @param source where the network comes from, for messages
     */
    List<Problem> misfits(TeacherModel model, SettingValues asked, String source);

    /**
     * {@return a network that is there already, with what may change as asked, such as its length; its weights still
     * fit}
     *
     * @param model one of this family
     * @param asked settings of a network without {@link #misfits}
     */
    TeacherModel adapt(TeacherModel model, SettingValues asked);

    /**
     * {@return a network that writes for short sources in shorter sequences; only of families that have the setting
     * {@link TrainingPlan#LENGTHS}}
     *
     * @param model one of this family
     * @param lengths shortest first; none: sequences all have its own length
     */
    default TeacherModel withShortLengths(TeacherModel model, List<ShortLength> lengths) {
        return model;
    }

    /**
     * {@return settings of training in which defaults that hang on other values are given as well}
     *
     * @param training values as given
     */
    default SettingValues resolve(SettingValues training) {
        return training;
    }

    /**
     * Begins to train.
     *
     * @param backend where it trains; it is not closed
     * @param model one of this family
     * @param training settings of training, which have no {@link #problems}
     * @param seed of everything random
     * @param examples what it is trained on
     * @param weights those it begins with, all of the model's by name; empty: random ones
     * @return the training, before its first update; the caller closes it
     */
    TeacherTraining begin(
            Backend backend,
            TeacherModel model,
            SettingValues training,
            long seed,
            Examples examples,
            Map<String, Tensor> weights);
}
