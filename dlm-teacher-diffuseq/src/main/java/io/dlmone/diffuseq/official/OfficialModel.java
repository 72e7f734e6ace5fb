package io.dlmone.diffuseq.official;

import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A model that the official DiffuSeq code trained.
 *
 * @param architecture its network
 * @param weights by parameter name
 * @param tokenizer its tokenizer
 * @param files what it was read from: {@code checkpoint}, {@code arguments}, {@code vocabulary} and, if one was given,
 *     {@code encoder}
 */
public record OfficialModel(
        DiffuSeqModel architecture, Map<String, Tensor> weights, Tokenizer tokenizer, Map<String, Path> files) {

    private static final String ARGUMENTS = "training_args.json";

    /**
     * {@return whether a file or folder looks like a checkpoint of the official code: arguments with diffusion steps
     * lie beside the weights, or nothing does that tells which code wrote them}
     *
     * @param location file or folder
     */
    public static boolean recognises(Path location) {
        Path folder = Files.isDirectory(location)
                ? location
                : location.toAbsolutePath().getParent();
        if (folder == null) {
            return false;
        }
        Path arguments = folder.resolve(ARGUMENTS);
        if (!Files.isRegularFile(arguments)) {
            return AverageFile.isAt(location) && !Files.exists(folder.resolve("config.yaml"));
        }
        try {
            return JsonFile.read(arguments, ARGUMENTS).containsKey("diffusion_steps");
        } catch (UserException unreadable) {
            return true;
        }
    }

    /**
     * Reads a model. Small files are looked at first, so that all that is wrong with them is told together.
     *
     * @param location a checkpoint {@code ema_RATE_STEP.pt} with {@code training_args.json} beside it, or their folder
     * @param vocabulary {@code vocab.txt}, {@code tokenizer.json} or {@code vocab.json}; if empty, the one in the
     *     folder
     * @param encoder {@code config.json} of the encoder; may be empty for bert-base-uncased
     * @return the model
     * @throws io.dlmone.error.UserException if a file is missing, unsound, or of a model that is not supported
     */
    public static OfficialModel read(Path location, Optional<Path> vocabulary, Optional<Path> encoder) {
        Path checkpoint = AverageFile.of(location);
        OfficialNetwork network = network(checkpoint.resolveSibling(ARGUMENTS), vocabulary, encoder);
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("checkpoint", checkpoint);
        files.putAll(network.files());
        DiffuSeqModel model = model(network);
        return new OfficialModel(
                model, OfficialWeights.read(checkpoint, model.parameters()), network.tokenizer(), files);
    }

    /**
     * {@return a network without its weights}
     *
     * @param arguments {@code training_args.json}
     * @param vocabulary as for {@link #read}
     * @param encoder as for {@link #read}
     * @throws io.dlmone.error.UserException as {@link #read}
     */
    public static OfficialNetwork network(Path arguments, Optional<Path> vocabulary, Optional<Path> encoder) {
        return OfficialNetwork.read(
                arguments, file -> OfficialArguments.read(file).network(), vocabulary, encoder);
    }

    /**
     * {@return a network that was read, with the noise schedule that its arguments name}
     *
     * @param network what {@link #network} gave
     */
    public static DiffuSeqModel model(OfficialNetwork network) {
        return OfficialArguments.read(Objects.requireNonNull(network.files().get("arguments")))
                .model(network.sizes());
    }
}
