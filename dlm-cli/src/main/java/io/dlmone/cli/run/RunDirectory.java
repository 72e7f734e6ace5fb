package io.dlmone.cli.run;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.AtomicFiles;
import io.dlmone.io.Safetensors;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a training run leaves on disk: {@code config.json} (the resolved options by the names of the flags, fit for
 * {@code --config}), {@code provenance.json}, {@code metrics.jsonl} and {@code checkpoint/}, which is replaced as a
 * whole, so that a run can be continued after a crash at any moment. One process at a time may use a run directory.
 */
public final class RunDirectory {

    private static final String CONFIG = "config.json";
    private static final String PROVENANCE = "provenance.json";
    private static final String METRICS = "metrics.jsonl";
    private static final String CHECKPOINT = "checkpoint";
    private static final String POSITION = "checkpoint.json";
    private static final String STATE = "state.safetensors";
    private static final String BEST = "best.safetensors";
    private static final String VERB = "verb";
    private static final String OPTIONS = "config";

    private final Path path;
    private final String verb;
    private final Map<String, Object> config;

    private RunDirectory(Path path, String verb, Map<String, Object> config) {
        this.path = path;
        this.verb = verb;
        this.config = config;
    }

    /**
     * Begins a run.
     *
     * @throws UserException if there is a run in the directory already
     */
    static RunDirectory create(Path path, String verb, Map<String, Object> config, Map<String, Object> provenance) {
        if (Files.exists(path.resolve(CHECKPOINT))) {
            throw new UserException(new Problem(
                    "DLM-RUN-1",
                    path.toString(),
                    "a new run directory",
                    "a run that has begun",
                    "Continue it with 'dlm " + verb + " --resume " + path + "', or name another with --run."));
        }
        RunDirectory run = new RunDirectory(path, verb, config);
        Json.write(path.resolve(CONFIG), config);
        Json.write(path.resolve(PROVENANCE), provenance);
        AtomicFiles.write(path.resolve(METRICS), out -> {});
        return run;
    }

    /**
     * Continues a run.
     *
     * @param changeable options that may differ from those the run began with
     * @throws UserException if there is no run of this verb, or its options differ
     */
    static RunDirectory open(Path path, String verb, Map<String, Object> config, Set<String> changeable) {
        Map<String, Object> begun = recordedConfig(path, verb);
        Checks checks = new Checks();
        for (String key : config.keySet()) {
            Object was = begun.get(key);
            Object is = config.get(key);
            if (!changeable.contains(key) && !Objects.equals(text(was), text(is))) {
                checks.add(new Problem(
                        "DLM-RUN-3",
                        path + ": --" + key,
                        was == null ? "no value, as when the run began" : was + ", as when the run began",
                        text(is),
                        "Leave the flag out, or begin a new run."));
            }
        }
        checks.refuse();
        return new RunDirectory(path, verb, config);
    }

    /** The options with which the run in a directory began, or was last continued, by the names of the flags. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> recordedConfig(Path path, String verb) {
        Path file = path.resolve(CHECKPOINT).resolve(POSITION);
        if (!Files.exists(file)) {
            throw new UserException(new Problem(
                    "DLM-RUN-2",
                    path.toString(),
                    "a run directory with a checkpoint",
                    Files.exists(path) ? "none in it" : "nothing",
                    "Check the path; a run directory is named with --run and holds " + CHECKPOINT + "/" + POSITION
                            + "."));
        }
        Map<String, Object> json = Json.read(file, "the description of a checkpoint");
        if (!verb.equals(json.get(VERB)) || !(json.get(OPTIONS) instanceof Map<?, ?> options)) {
            throw new UserException(new Problem(
                    "DLM-RUN-4",
                    path.toString(),
                    "a run of 'dlm " + verb + "'",
                    "a run of 'dlm " + json.get(VERB) + "'",
                    "Continue it with 'dlm " + json.get(VERB) + " --resume " + path + "'."));
        }
        return (Map<String, Object>) options;
    }

    private static String text(Object value) {
        return value instanceof Number n && n.doubleValue() == Math.rint(n.doubleValue())
                ? Long.toString(n.longValue())
                : String.valueOf(value);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** How the user continues this run. */
    String resumeCommand() {
        return "dlm " + verb + " --resume " + path;
    }

    /** Replaces the checkpoint. */
    void save(Checkpoint checkpoint) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(VERB, verb);
        json.put("position", checkpoint.position());
        json.put(OPTIONS, config);
        AtomicFiles.replaceDirectory(path.resolve(CHECKPOINT), directory -> {
            Files.writeString(directory.resolve(POSITION), Json.pretty(json));
            writeTensors(directory.resolve(STATE), checkpoint.state());
            if (checkpoint.best().isPresent()) {
                writeTensors(directory.resolve(BEST), checkpoint.best().get());
            }
        });
    }

    private static void writeTensors(Path file, Map<String, Tensor> tensors) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            new Safetensors(tensors, Map.of()).write(out);
        }
    }

    /** Reads the checkpoint. */
    @SuppressWarnings("unchecked")
    Checkpoint load() {
        Path directory = path.resolve(CHECKPOINT);
        Path file = directory.resolve(POSITION);
        Map<String, Object> json = Json.read(file, "the description of a checkpoint");
        if (!(json.get("position") instanceof Map<?, ?> position)) {
            throw new UserException(new Problem(
                    "DLM-RUN-5", file.toString(), "a position", "none", "The checkpoint is damaged; begin a new run."));
        }
        Path best = directory.resolve(BEST);
        return new Checkpoint(
                (Map<String, Object>) position,
                Safetensors.read(directory.resolve(STATE)).tensors(),
                Files.exists(best) ? Optional.of(Safetensors.read(best).tensors()) : Optional.empty());
    }

    /** Adds a line to the metrics. */
    void record(Map<String, Object> row) {
        Path file = path.resolve(METRICS);
        try {
            Files.writeString(
                    file,
                    Json.line(row) + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw WriteFailure.of(file.toString(), e);
        }
    }

    /** The rows of {@code metrics.jsonl} so far, in order; a last line that was cut off is left out. */
    public List<Map<String, Object>> metrics() {
        List<Map<String, Object>> rows = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(path.resolve(METRICS))) {
                rows.add(Json.parse(line));
            }
        } catch (IOException cutOff) {
            return rows;
        }
        return rows;
    }

    /** Removes the rows of updates after {@code step}, which will be made again. */
    void forgetAfter(long step) {
        List<Map<String, Object>> kept = metrics().stream()
                .filter(row -> row.get("step") instanceof Number n && n.longValue() <= step)
                .toList();
        AtomicFiles.write(path.resolve(METRICS), out -> {
            for (Map<String, Object> row : kept) {
                out.write((Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }
}
