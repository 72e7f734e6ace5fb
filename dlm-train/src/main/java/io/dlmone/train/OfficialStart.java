package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.ImportingFamily.Files;
import io.dlmone.teacher.ImportingFamily.Imported;
import io.dlmone.teacher.OfficialTrainingFamily;
import io.dlmone.teacher.TrainableFamily;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network that a family's official script would train, with random weights.
 *
 * @param family its stable name
 * @param arguments those of the script, such as {@code training_args.json}
 * @param encoder the encoder's {@code config.json}; may be empty where the family knows it
 * @param vocabulary empty: the one beside the arguments
 * @param given what the user said of the network as well
 */
public record OfficialStart(
        String family, Path arguments, Optional<Path> encoder, Optional<Path> vocabulary, GivenSizes given)
        implements NetworkOptions {

    /** The setting that names the arguments. */
    public static final String ARGUMENTS = "official-args";

    /** The setting that names the encoder's configuration. */
    public static final String ENCODER = "encoder-config";

    /**
     * {@return how the official script trains, by the names of settings}
     *
     * @param family its stable name
     * @param arguments {@code training_args.json}
     * @param encoder its {@code config.json}; may be empty where it is known
     * @throws UserException with everything in the files that is not supported
     */
    public static Map<String, Object> settings(String family, Path arguments, Optional<Path> encoder) {
        return official(family).training(new Files(arguments, Optional.empty(), encoder));
    }

    /**
     * How the official script trains, as values of the family's settings; its seed is none of them.
     *
     * @throws UserException with everything in the files that is not supported
     */
    static SettingValues training(String family, Path arguments, Optional<Path> encoder) {
        List<Setting<?>> known = Families.trainable(family).trainingSettings();
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, Object> all = settings(family, arguments, encoder);
        known.stream()
                .filter(setting -> all.containsKey(setting.name()))
                .forEach(setting -> texts.put(setting.name(), Setting.text(all.get(setting.name()))));
        return SettingValues.parse(known, texts);
    }

    private static OfficialTrainingFamily official(String name) {
        if (Families.trainable(name) instanceof OfficialTrainingFamily family) {
            return family;
        }
        throw new UserException(new Problem(
                ErrorId.FAMILY_4,
                "setting family",
                "one that reads the arguments of its official code",
                "'" + name + "'",
                "Leave setting " + ARGUMENTS + " out."));
    }

    @Override
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("family", family);
        config.put(ARGUMENTS, arguments.toString());
        encoder.ifPresent(file -> config.put(ENCODER, file.toString()));
        vocabulary.ifPresent(file -> config.put("vocab", file.toString()));
        return config;
    }

    @Override
    public Beginning begin(DataSet data) {
        Imported official = official(family).arguments(new Files(arguments, vocabulary, encoder));
        TrainableFamily trained = Families.trainable(family);
        Map<String, String> origins = new LinkedHashMap<>();
        official.files().forEach((what, file) -> origins.put(what, Provenance.checksum(file)));
        return new Beginning(
                trained,
                given.withoutVocabulary()
                        .agreeWith(
                                trained,
                                official.model(),
                                official.tokenizer().name(),
                                "setting " + ARGUMENTS + " " + arguments),
                official.tokenizer(),
                Map.of(),
                "vocabulary " + official.files().get("vocabulary"),
                origins);
    }
}
