package io.dlmone.flowseq;

import io.dlmone.diffuseq.official.AverageFile;
import io.dlmone.diffuseq.official.EncoderConfig;
import io.dlmone.diffuseq.official.Keys;
import io.dlmone.diffuseq.official.NetworkArguments;
import io.dlmone.diffuseq.official.OfficialTraining;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import io.dlmone.io.YamlFile;
import io.dlmone.teacher.TrainingPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of the official FlowSeq code: the YAML tree that it is run by, with its values below {@code data}, or
 * the same values flat, in YAML or as JSON.
 */
final class FlowSeqArguments {

    /** Where the arguments may lie beside the weights, the official place first. */
    private static final List<String> NAMES = List.of("config.yaml", "config.yml", "training_args.json");

    private static final String WHAT = "the config.yaml of the official FlowSeq code, or a training_args.json instead";
    private static final String TOP = "data";
    private static final String DIFFUSION = "diffusion_steps";

    private FlowSeqArguments() {}

    /** The file beside the weights; the official name if there is none. */
    static Path beside(Path checkpoint) {
        return NAMES.stream()
                .map(checkpoint::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(checkpoint.resolveSibling(NAMES.get(0)));
    }

    /** What a file says of the network. */
    static NetworkArguments network(Path file) {
        Keys keys = keys(file);
        NetworkArguments arguments = NetworkArguments.of(keys);
        keys.check();
        return arguments;
    }

    /** How the official script trains. */
    static TrainingPlan training(Path file, Optional<Path> encoder) {
        Keys keys = keys(file);
        NetworkArguments.of(keys);
        keys.require("anneal_lr", true, "Here the learning rate always falls to zero.");
        TrainingPlan plan = OfficialTraining.plan(
                keys, EncoderConfig.attentionDropout(encoder, keys), keys.real("ema_rate", 0, 1), false);
        keys.check();
        return plan;
    }

    /**
     * Whether a folder or file is a run of this code: its arguments have a length, and no diffusion. Where nothing lies
     * beside an average of weights it may be.
     */
    static boolean recognises(Path location) {
        Path folder = Files.isDirectory(location)
                ? location
                : location.toAbsolutePath().getParent();
        if (folder == null) {
            return false;
        }
        Path file = beside(folder.resolve("weights"));
        if (!Files.isRegularFile(file)) {
            return AverageFile.isAt(location);
        }
        try {
            Map<String, Object> values = values(file);
            return values.containsKey("seq_len") && !values.containsKey(DIFFUSION);
        } catch (UserException unreadable) {
            return false;
        }
    }

    private static Keys keys(Path file) {
        Map<String, Object> values = values(file);
        Keys keys = new Keys(file, values);
        if (values.containsKey(DIFFUSION)) {
            keys.report(
                    DIFFUSION,
                    "no such key, which belongs to DiffuSeq",
                    "Name the family of the code that wrote the file.");
        }
        return keys;
    }

    private static Map<String, Object> values(Path file) {
        Map<String, Object> all =
                file.toString().endsWith(".json") ? JsonFile.read(file, WHAT) : YamlFile.read(file, WHAT);
        if (all.get(TOP) instanceof Map<?, ?> below) {
            Map<String, Object> values = new LinkedHashMap<>();
            below.forEach((key, value) -> values.put(String.valueOf(key), value));
            return values;
        }
        return all;
    }
}
