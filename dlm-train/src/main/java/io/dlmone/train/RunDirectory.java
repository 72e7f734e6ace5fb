package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a training run leaves on disk: {@code config.json} (the resolved options by the names of the settings),
 * {@code provenance.json}, {@code metrics.jsonl}, the same as TensorBoard events, and {@code checkpoints/}, from which
 * a run can be continued after a crash at any moment. Holds a lock on the directory until it is closed.
 */
public final class RunDirectory implements AutoCloseable {

    /** Settings that runs begun before did not record, because there was one choice. */
    private static final Set<String> ADDED = Set.of("family", "lengths");

    private static final String CONFIG = "config.json";
    private static final String PROVENANCE = "provenance.json";
    private static final String METRICS = "metrics.jsonl";
    private static final String DUMP = "non-finite.json";
    private static final String CHECKPOINTS = "checkpoints";
    private static final String VERB = "verb";
    private static final String OPTIONS = "config";

    private final Path path;
    private final String verb;
    private final Map<String, Object> config;
    private final Checkpoints checkpoints;
    private final RunLock lock;
    private OptionalLong newest;
    private final List<Path> made;
    private TensorBoardEvents events;

    /** @param made what a new run has written, to be taken back if nothing comes of it; empty for one that goes on */
    private RunDirectory(
            Path path, String verb, Map<String, Object> config, RunLock lock, OptionalLong newest, List<Path> made) {
        this.path = path;
        this.verb = verb;
        this.config = config;
        this.checkpoints = new Checkpoints(path.resolve(CHECKPOINTS));
        this.lock = lock;
        this.newest = newest;
        this.made = made;
    }

    /**
     * Begins a run, or continues one.
     *
     * @param changeable options that may differ from those the run began with
     * @throws UserException if a new run finds one in the directory, or a run to continue is not there, is of another
     *     verb, has other options or is damaged, or if another job is at work in the directory
     */
    static RunDirectory begin(
            RunStart start,
            Path path,
            String verb,
            Map<String, Object> config,
            Provenance provenance,
            Set<String> changeable) {
        if (start.resumed()) {
            requireSame(path, recordedConfig(path, verb, start.step()), config, changeable);
        }
        boolean there = Files.exists(path);
        RunLock lock = RunLock.take(path);
        try {
            checkpoints(path).sweep();
            return start.resumed()
                    ? new RunDirectory(
                            path,
                            verb,
                            config,
                            lock,
                            OptionalLong.of(checkpoints(path).choose(start.step())),
                            List.of())
                    : create(path, verb, config, provenance, lock, there);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * {@return whether there is a run in a directory that can be continued}
     *
     * @param path any directory
     */
    public static boolean hasBegun(Path path) {
        return !checkpoints(path).steps().isEmpty();
    }

    private static Checkpoints checkpoints(Path path) {
        return new Checkpoints(path.resolve(CHECKPOINTS));
    }

    private static RunDirectory create(
            Path path, String verb, Map<String, Object> config, Provenance provenance, RunLock lock, boolean there) {
        if (!checkpoints(path).steps().isEmpty()) {
            throw new UserException(new Problem(
                    ErrorId.RUN_1,
                    path.toString(),
                    "a new run directory",
                    "a run that has begun",
                    "Continue it with setting resume, or name another with setting run."));
        }
        Json.write(path.resolve(CONFIG), config);
        Json.write(path.resolve(PROVENANCE), provenance.toJson());
        AtomicFiles.write(path.resolve(METRICS), out -> {});
        List<Path> made = new ArrayList<>();
        for (String file : List.of(CONFIG, PROVENANCE, METRICS, RunLock.FILE)) {
            made.add(path.resolve(file));
        }
        if (!there) {
            made.add(path);
        }
        return new RunDirectory(path, verb, config, lock, OptionalLong.empty(), made);
    }

    private static void requireSame(
            Path path, Map<String, Object> begun, Map<String, Object> config, Set<String> changeable) {
        Checks checks = new Checks();
        Set<String> keys = new LinkedHashSet<>(config.keySet());
        keys.addAll(begun.keySet());
        for (String key : keys) {
            Object was = begun.get(key);
            Object is = config.get(key);
            boolean recordedThen = was != null || !ADDED.contains(key);
            if (recordedThen && !changeable.contains(key) && !Objects.equals(text(was), text(is))) {
                checks.add(new Problem(
                        ErrorId.RUN_3,
                        path + ": setting " + key,
                        was == null ? "no value, as when the run began" : was + ", as when the run began",
                        is == null ? "no value" : text(is),
                        "Leave it out, or begin a new run."));
            }
        }
        checks.refuse();
    }

    /**
     * {@return the options with which the run in a directory began, or was last continued, by the names of the
     * settings}
     *
     * @param path its directory
     * @param verb the kind of job that is to go on
     * @param step of the checkpoint that tells; the newest one if empty
     */
    public static Map<String, Object> recordedConfig(Path path, String verb, OptionalLong step) {
        Reproduction.Recorded recorded = recorded(path, step);
        if (!verb.equals(recorded.verb())) {
            throw new UserException(new Problem(
                    ErrorId.RUN_4,
                    path.toString(),
                    "a run of verb " + verb,
                    "one of verb " + recorded.verb(),
                    "Continue it with that verb."));
        }
        return recorded.config();
    }

    /** The verb of a run and its options; see {@link #recordedConfig}. */
    @SuppressWarnings("unchecked")
    static Reproduction.Recorded recorded(Path path, OptionalLong step) {
        Checkpoints checkpoints = checkpoints(path);
        if (checkpoints.steps().isEmpty()) {
            throw new UserException(new Problem(
                    ErrorId.RUN_2,
                    path.toString(),
                    "a run directory with a checkpoint",
                    Files.exists(path) ? "none in it" : "nothing",
                    "Check the path; a run directory is named with setting run and holds " + CHECKPOINTS
                            + "/. A run that ended before its first checkpoint has to begin again."));
        }
        Map<String, Object> json = checkpoints.describe(checkpoints.choose(step));
        if (!(json.get(VERB) instanceof String verb) || !(json.get(OPTIONS) instanceof Map<?, ?> options)) {
            throw new UserException(new Problem(
                    ErrorId.RUN_9,
                    path.toString(),
                    "the verb and the options of a run",
                    "neither",
                    "Begin a new run: the checkpoint was not written by this program."));
        }
        return new Reproduction.Recorded(verb, (Map<String, Object>) options);
    }

    /** The newest checkpoint of a run that nobody works at. */
    static Checkpoint newestCheckpoint(Path path) {
        Checkpoints all = checkpoints(path);
        return all.load(all.choose(OptionalLong.empty()));
    }

    private static String text(Object value) {
        return value instanceof Number n && n.doubleValue() == Math.rint(n.doubleValue())
                ? Long.toString(n.longValue())
                : String.valueOf(value);
    }

    /** {@return where it is} */
    public Path path() {
        return path;
    }

    /** Writes a checkpoint and removes those no longer kept. */
    void save(long atStep, Checkpoint checkpoint, int keep) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(VERB, verb);
        json.put(Checkpoints.POSITION, checkpoint.position().toJson());
        json.put(OPTIONS, config);
        checkpoints.save(atStep, json, checkpoint, keep);
        newest = OptionalLong.of(atStep);
    }

    /** Reads the checkpoint that the run continues from: the last it wrote, else the one it began with. */
    Optional<Checkpoint> newest() {
        return newest.isPresent() ? Optional.of(checkpoints.load(newest.getAsLong())) : Optional.empty();
    }

    /** Writes down what was not finite. */
    Path dump(Map<String, Object> report) {
        Json.write(path.resolve(DUMP), report);
        return path.resolve(DUMP);
    }

    /** A new run that ended before its first update, since its network could not be built, leaves nothing behind. */
    @Override
    public void close() {
        boolean nothing = !Files.exists(path.resolve(DUMP))
                && !hasBegun(path)
                && metrics().isEmpty();
        lock.close();
        if (nothing) {
            takeBack();
        }
    }

    private void takeBack() {
        try {
            for (Path each : made) {
                Files.deleteIfExists(each);
            }
        } catch (IOException leftBehind) {
            return;
        }
    }

    /** Adds a line to the metrics. */
    void record(MetricsRow row) {
        Path file = path.resolve(METRICS);
        try {
            if (events == null) {
                double began =
                        Files.getLastModifiedTime(path.resolve(PROVENANCE)).toMillis() / 1000.0;
                events = new TensorBoardEvents(path, began, metrics());
            }
            Files.writeString(
                    file,
                    Json.line(row.toJson()) + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            events.add(row);
        } catch (IOException e) {
            throw WriteFailure.of(file.toString(), e);
        }
    }

    /** {@return the rows of {@code metrics.jsonl} so far, in order; a last line that was cut off is left out} */
    public List<MetricsRow> metrics() {
        return metrics(path);
    }

    /**
     * {@return as {@link #metrics()}, of the run in a directory}
     *
     * @param run its directory
     */
    public static List<MetricsRow> metrics(Path run) {
        List<MetricsRow> rows = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(run.resolve(METRICS))) {
                MetricsRow.of(Json.parse(line)).ifPresent(rows::add);
            }
        } catch (IOException cutOff) {
            return rows;
        }
        return rows;
    }

    /**
     * Removes the rows of updates after {@code step} and of validations after {@code validated}: they will be made
     * again.
     */
    void forgetAfter(long step, long validated) {
        List<MetricsRow> kept = metrics().stream()
                .filter(row -> row.step() <= (row instanceof MetricsRow.Validated ? validated : step))
                .toList();
        AtomicFiles.write(path.resolve(METRICS), out -> {
            for (MetricsRow row : kept) {
                out.write((Json.line(row.toJson()) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }
}
