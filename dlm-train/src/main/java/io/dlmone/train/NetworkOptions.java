package io.dlmone.train;

import io.dlmone.model.TeacherModel;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.teacher.TrainingPlan;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.ShortLength;
import io.dlmone.text.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Which network a teacher's training begins with, as the user chose it. */
public sealed interface NetworkOptions permits NewNetwork, InitialModel, OfficialStart {

    /** {@return these options by the names of the settings} */
    Map<String, Object> toConfig();

    /** {@return what was said of a network that is there already, beside {@link #toConfig}} */
    default GivenSizes given() {
        return GivenSizes.NONE;
    }

    /**
     * {@return the network itself}
     *
     * @param data what is trained on
     * @throws io.dlmone.error.UserException with everything that does not fit
     */
    Beginning begin(DataSet data);

    /**
     * What a training begins with.
     *
     * @param family of the model
     * @param model the network
     * @param tokenizer its tokenizer
     * @param weights by parameter name; empty: random ones
     * @param vocabularyOf whose the vocabulary is, for messages
     * @param origins checksums of the files that it comes from, by what they are
     */
    record Beginning(
            TrainableFamily family,
            TeacherModel model,
            Tokenizer tokenizer,
            Map<String, Tensor> weights,
            String vocabularyOf,
            Map<String, String> origins) {

        private static final int SAMPLE = 10_000;

        /**
         * {@return this with as many lengths of sequences as a setting says, chosen by the training data; not given:
         * those that the model has}
         *
         * @param training settings of the family
         * @param data what is trained on
         * @param seed of the order of the pairs, the first of which choose
         */
        Beginning shortened(SettingValues training, DataSet data, long seed) {
            int count = training.given(TrainingPlan.LENGTHS).orElse(0);
            if (count == 0) {
                return this;
            }
            List<ShortLength> lengths = List.of();
            if (count > 1) {
                Examples examples = data.training(model.layout(tokenizer), seed);
                lengths = ShortLength.choose(
                        LongStream.range(0, SAMPLE).mapToObj(examples::get).toList(), count);
            }
            TeacherModel shorter = family.withShortLengths(model, lengths);
            return new Beginning(family, shorter, tokenizer, weights, vocabularyOf, origins);
        }
    }
}
