package io.dlmone.train;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.teacher.TrainableFamily;
import java.nio.file.Path;
import java.util.Map;

/**
 * The network of a model, with its weights, its tokenizer and its noise schedule. Optimiser and schedules of the
 * training begin anew.
 *
 * @param location a model directory or a built-in model
 * @param given what the user said of the network as well
 */
public record InitialModel(String location, GivenSizes given) implements NetworkOptions {

    private static final String BUILTIN = "builtin:";
    private static final String WEIGHTS = "model.safetensors";

    @Override
    public Map<String, Object> toConfig() {
        return Map.of("init", location);
    }

    @Override
    public Beginning begin(DataSet data) {
        ModelBundle bundle = ModelDirectory.load(location);
        new Checks()
                .require(
                        bundle.role() == Role.TEACHER,
                        "init",
                        "a teacher, which a student is no more: it denoises at one time only",
                        "the student " + location)
                .refuse();
        TrainableFamily family = Families.trainable(bundle.architecture().family());
        return new Beginning(
                family,
                given.agreeWith(
                        family, bundle.architecture(), bundle.tokenizer().name(), "setting init " + location),
                bundle.tokenizer(),
                bundle.floatWeights(),
                "setting init " + location,
                origins(location));
    }

    /** What a run notes down of the model it begins with. */
    static Map<String, String> origins(String location) {
        return location.startsWith(BUILTIN)
                ? Map.of()
                : Map.of("initialWeights", Provenance.checksum(Path.of(location, WEIGHTS)));
    }
}
