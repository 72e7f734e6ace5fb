package io.dlmone.train;

import io.dlmone.model.TeacherModel;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import java.util.Map;

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
            Map<String, String> origins) {}
}
