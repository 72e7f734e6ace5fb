package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the user said of a network whose sizes are known from elsewhere: what may change is taken, what says otherwise
 * than the network is refused.
 *
 * @param sizes settings of its family's networks
 * @param tokenizer name of one
 * @param vocabulary file of one
 */
public record GivenSizes(SettingValues sizes, Optional<String> tokenizer, Optional<Path> vocabulary) {

    /** Nothing said. */
    public static final GivenSizes NONE = new GivenSizes(SettingValues.NONE, Optional.empty(), Optional.empty());

    /** These without the vocabulary. */
    GivenSizes withoutVocabulary() {
        return new GivenSizes(sizes, tokenizer, Optional.empty());
    }

    /** By the names of the settings, those that a network of the family may still have. */
    Map<String, Object> toConfig(TrainableFamily family) {
        return sizes.given(family.networkSettings());
    }

    /**
     * The network as it was asked for.
     *
     * @param source the setting that the network comes from, with its value
     * @throws io.dlmone.error.UserException with every setting that says otherwise
     */
    TeacherModel agreeWith(TrainableFamily family, TeacherModel model, String itsTokenizer, String source) {
        Checks checks = new Checks().addAll(family.misfits(model, sizes, source));
        tokenizer
                .filter(name -> !name.equals(itsTokenizer))
                .ifPresent(name -> checks.add(otherwise("tokenizer", itsTokenizer, source, name)));
        vocabulary.ifPresent(file -> checks.add(otherwise("vocab", "that of the model", source, file.toString())));
        checks.refuse();
        return family.adapt(model, sizes);
    }

    private static Problem otherwise(String setting, String own, String source, String found) {
        return new Problem(
                ErrorId.INIT_1,
                "setting " + setting,
                own + ", as in " + source,
                found,
                "Leave one of the two settings out.");
    }
}
