package io.dlmone.diffuseq.official;

import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /**
     * {@return whether a file or folder looks like a checkpoint of the official code: arguments lie beside the weights}
     *
     * @param location file or folder
     */
    public static boolean recognises(Path location) {
        Path folder = Files.isDirectory(location)
                ? location
                : location.toAbsolutePath().getParent();
        return folder != null && Files.isRegularFile(folder.resolve("training_args.json"));
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
        OfficialFolder folder = OfficialFolder.of(location);
        OfficialNetwork network = OfficialNetwork.read(folder.arguments(), vocabulary, encoder);
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("checkpoint", folder.checkpoint());
        files.putAll(network.files());
        DiffuSeqModel model = network.architecture();
        return new OfficialModel(model, OfficialWeights.read(folder.checkpoint(), model), network.tokenizer(), files);
    }
}
