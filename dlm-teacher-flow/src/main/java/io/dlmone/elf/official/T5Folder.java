package io.dlmone.elf.official;

import io.dlmone.diffuseq.official.Keys;
import io.dlmone.elf.T5Config;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import io.dlmone.io.SafetensorsFile;
import io.dlmone.io.TensorFile;
import io.dlmone.io.pytorch.PytorchCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A folder of a T5 model as Hugging Face has it, of which the encoder is read.
 *
 * @param config its sizes
 * @param settings {@code config.json}
 * @param weights {@code model.safetensors} or {@code pytorch_model.bin}
 * @param tokens {@code tokenizer.json}, which may be missing
 */
record T5Folder(T5Config config, Path settings, Path weights, Path tokens) {

    private static final List<String> WEIGHTS = List.of("model.safetensors", "pytorch_model.bin");
    private static final String REMEDY = "Only T5 as its authors published it first, with ReLU, is supported.";

    /** What files may leave out that older versions of the transformers library wrote. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            "relative_attention_num_buckets", 32, "relative_attention_max_distance", 128, "layer_norm_epsilon", 1e-6);

    /**
     * Finds the files and reads the sizes.
     *
     * @throws UserException with every key of {@code config.json} that is missing, out of range or of another model, or
     *     if there are no weights
     */
    static T5Folder read(Path folder) {
        Path file = folder.resolve("config.json");
        Map<String, Object> values = JsonFile.read(file, "the config.json of a T5 model");
        DEFAULTS.forEach(values::putIfAbsent);
        Keys keys = new Keys(file, values);
        keys.require("model_type", "t5", REMEDY);
        keys.require("feed_forward_proj", "relu", REMEDY);
        keys.require("dense_act_fn", "relu", REMEDY);
        keys.require("is_gated_act", false, REMEDY);
        T5Config config = new T5Config(
                keys.integer("vocab_size", 2, 4_000_000),
                keys.integer("d_model", 1, 65_536),
                keys.integer("d_kv", 1, 65_536),
                keys.integer("num_heads", 1, 4_096),
                keys.integer("d_ff", 1, 1_000_000),
                keys.integer("num_layers", 1, 1_000),
                keys.integer("relative_attention_num_buckets", 4, 65_536),
                keys.integer("relative_attention_max_distance", 2, 1_000_000),
                keys.real("layer_norm_epsilon", 0, 1));
        if (config.buckets() % 4 != 0) {
            keys.report("relative_attention_num_buckets", "a multiple of 4", "Correct the key.");
        }
        if (config.maxDistance() <= config.buckets() / 4) {
            keys.report("relative_attention_max_distance", "more than a quarter of the buckets", "Correct the key.");
        }
        Path weights = WEIGHTS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(folder.resolve(WEIGHTS.get(0)));
        if (!Files.isRegularFile(weights)) {
            keys.add(new UserException(new Problem(
                    ErrorId.IMPORT_2,
                    folder.toString(),
                    "one of " + WEIGHTS,
                    "neither",
                    "Give the folder of the T5 encoder with its weights in one file.")));
        }
        keys.check();
        return new T5Folder(config, file, weights, folder.resolve("tokenizer.json"));
    }

    /** Opens the weights; the caller closes them. */
    TensorFile open() {
        return weights.toString().endsWith(".safetensors")
                ? SafetensorsFile.open(weights)
                : PytorchCheckpoint.open(weights);
    }
}
