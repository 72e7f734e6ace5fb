package io.dlmone.train;

import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.diffuseq.TrainingSettings;
import io.dlmone.diffuseq.official.OfficialNetwork;
import io.dlmone.diffuseq.official.OfficialTraining;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The network that the official DiffuSeq script would train, with random weights.
 *
 * @param arguments {@code training_args.json}
 * @param encoder the encoder's {@code config.json}; may be empty for bert-base-uncased
 * @param vocabulary empty: the one beside the arguments
 * @param given what the user said of the network as well
 */
public record OfficialStart(Path arguments, Optional<Path> encoder, Optional<Path> vocabulary, GivenSizes given)
        implements NetworkOptions {

    /** The flag that names the arguments. */
    public static final String FLAG = "official-args";

    /** The flag that names the encoder's configuration. */
    public static final String ENCODER_FLAG = "encoder-config";

    /**
     * The flags of {@code train} that say how the official script trains, by name.
     *
     * @throws io.dlmone.error.UserException with everything in the files that is not supported
     */
    public static Map<String, Object> flags(Path arguments, Optional<Path> encoder) {
        TrainingSettings settings = OfficialTraining.read(arguments, encoder);
        return TeacherOptions.toConfig(settings);
    }

    @Override
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put(FLAG, arguments.toString());
        encoder.ifPresent(file -> config.put(ENCODER_FLAG, file.toString()));
        vocabulary.ifPresent(file -> config.put("vocab", file.toString()));
        config.putAll(given.toConfig());
        return config;
    }

    @Override
    public Beginning begin(TaskData data) {
        OfficialNetwork network = OfficialNetwork.read(arguments, vocabulary, encoder);
        DiffuSeqConfig sizes = given.without("vocab")
                .agreeWith(network.architecture().sizes(), network.tokenizer().name(), "--" + FLAG + " " + arguments);
        Map<String, Object> provenance = new LinkedHashMap<>();
        network.files().forEach((what, file) -> provenance.put(what, "sha256:" + Provenance.sha256(file)));
        return new Beginning(
                new DiffuSeqModel(sizes),
                network.tokenizer(),
                Map.of(),
                "vocabulary " + network.files().get("vocabulary"),
                provenance);
    }
}
