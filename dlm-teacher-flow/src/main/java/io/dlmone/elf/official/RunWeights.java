package io.dlmone.elf.official;

import io.dlmone.elf.ElfConfig;
import io.dlmone.io.FiniteTensors;
import io.dlmone.io.StateNames;
import io.dlmone.io.TensorFile;
import io.dlmone.io.WantedTensors;
import io.dlmone.io.pytorch.PytorchCheckpoint;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The weights of a run and of its text encoder.
 *
 * @param config the sizes that their shapes say
 * @param tensors by parameter name
 */
record RunWeights(ElfConfig config, Map<String, Tensor> tensors) {

    /** The weights that sampling uses, and those that the official code takes where these are missing. */
    private static final List<String> WANTED = List.of("ema_params1", "params");

    private static final String ENCODER = "t5.";
    private static final String SHARED = "shared.weight";
    private static final String EMBEDDING = "encoder.embed_tokens.weight";
    private static final String REMEDY =
            "Give the config.yml beside the checkpoint, and with setting encoder the T5, of this very model.";

    /**
     * Reads them; nothing else of the checkpoint is read.
     *
     * @param check refuses sizes that do not fit other files, before any weight is read
     * @throws io.dlmone.error.UserException if a file cannot be read, with every tensor that is missing, of another
     *     shape or one too many, or with those that are not finite
     */
    static RunWeights read(RunFolder folder, RunSettings run, T5Folder t5, Consumer<ElfConfig> check) {
        Path file = folder.checkpoint();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (PytorchCheckpoint checkpoint = PytorchCheckpoint.open(file, WANTED);
                TensorFile encoder = t5.open()) {
            String prefix = StateNames.prefix(checkpoint.shapes().keySet());
            Map<String, Shape> shapes = new LinkedHashMap<>();
            checkpoint.shapes().forEach((name, shape) -> shapes.put(name.substring(prefix.length()), shape));
            ElfConfig config = NetworkShapes.config(file, shapes, run, folder.settings(), t5.config());
            check.accept(config);
            Map<String, String> own = new LinkedHashMap<>();
            Map<String, String> others = new LinkedHashMap<>();
            for (ParameterSpec spec : config.parameters()) {
                if (spec.name().startsWith(ENCODER)) {
                    others.put(spec.name(), inEncoder(spec.name().substring(ENCODER.length()), encoder));
                } else {
                    own.put(spec.name(), spec.name());
                }
            }
            WantedTensors.require(
                    checkpoint, prefix, shapes(config, own), name -> false, file.toString(), "ELF's network", REMEDY);
            WantedTensors.require(
                    encoder,
                    "",
                    shapes(config, others),
                    name -> name.startsWith("decoder.") || name.equals("lm_head.weight") || name.equals(EMBEDDING),
                    t5.weights().toString(),
                    "a T5 encoder without gates",
                    REMEDY);
            own.forEach((name, there) -> tensors.put(name, checkpoint.read(prefix + there)));
            FiniteTensors.require(tensors, file.toString());
            Map<String, Tensor> more = new LinkedHashMap<>();
            others.forEach((name, there) -> more.put(name, encoder.read(there)));
            FiniteTensors.require(more, t5.weights().toString());
            tensors.putAll(more);
            return new RunWeights(config, tensors);
        }
    }

    /** Some files have the table by its other name only. */
    private static String inEncoder(String name, TensorFile encoder) {
        boolean other = name.equals(SHARED) && !encoder.shapes().containsKey(SHARED);
        return other && encoder.shapes().containsKey(EMBEDDING) ? EMBEDDING : name;
    }

    private static Map<String, Shape> shapes(ElfConfig config, Map<String, String> names) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (ParameterSpec spec : config.parameters()) {
            if (names.containsKey(spec.name())) {
                shapes.put(Objects.requireNonNull(names.get(spec.name())), spec.shape());
            }
        }
        return shapes;
    }
}
