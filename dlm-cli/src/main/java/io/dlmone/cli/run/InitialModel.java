package io.dlmone.cli.run;

import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.error.Problem;
import io.dlmone.student.ModelBundle;
import io.dlmone.student.ModelDirectory;
import io.dlmone.student.Role;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The network of a model, with its weights, its tokenizer and its noise schedule. Optimiser and schedules of the
 * training begin anew.
 *
 * @param location a model directory or a built-in model
 * @param length positions to train with, up to those that the model has; empty: the model's length
 * @param given other flags that the user gave which say what the model says as well, by name
 */
public record InitialModel(String location, OptionalInt length, Map<String, Object> given) implements NetworkOptions {

    private static final String BUILTIN = "builtin:";
    private static final String WEIGHTS = "model.safetensors";

    public InitialModel {
        given = new LinkedHashMap<>(given);
    }

    @Override
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("init", location);
        length.ifPresent(n -> config.put("length", n));
        return config;
    }

    @Override
    public Beginning begin(TaskData data) {
        ModelBundle bundle = ModelDirectory.load(location);
        new Checks()
                .require(
                        bundle.role() == Role.TEACHER,
                        "--init",
                        "a teacher, which a student is no more: it denoises at one time only",
                        "the student " + location)
                .require(
                        bundle.architecture() instanceof DiffuSeqModel,
                        "--init",
                        "a model of the family diffuseq",
                        "one of the family " + bundle.architecture().family())
                .refuse();
        DiffuSeqConfig sizes = ((DiffuSeqModel) bundle.architecture()).sizes();
        requireAgreement(sizes, bundle.tokenizer().name());
        return new Beginning(
                new DiffuSeqModel(sizes.withLength(length.orElse(sizes.length()))),
                bundle.tokenizer(),
                bundle.weights(),
                "--init " + location,
                provenance());
    }

    private void requireAgreement(DiffuSeqConfig sizes, String tokenizer) {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("hidden", sizes.hidden());
        own.put("layers", sizes.layers());
        own.put("heads", sizes.heads());
        own.put("width", sizes.width());
        own.put("tokenizer", tokenizer);
        own.put("vocab", "that of the model");
        Checks checks = new Checks();
        given.forEach((flag, value) -> {
            if (!value.equals(own.get(flag))) {
                checks.add(new Problem(
                        "DLM-INIT-1",
                        "--" + flag,
                        own.get(flag) + ", as in --init " + location,
                        value.toString(),
                        "Leave the flag out, or train a new network without --init."));
            }
        });
        length.ifPresent(n -> checks.require(
                n <= sizes.positions(),
                "--length",
                "at most the " + sizes.positions() + " positions of " + location,
                "" + n));
        length.ifPresent(n -> checks.atLeast("--length", n, Sizes.LEAST_LENGTH));
        checks.refuse();
    }

    private Map<String, Object> provenance() {
        return location.startsWith(BUILTIN)
                ? Map.of()
                : Map.of("initialWeights", "sha256:" + Provenance.sha256(Path.of(location, WEIGHTS)));
    }
}
