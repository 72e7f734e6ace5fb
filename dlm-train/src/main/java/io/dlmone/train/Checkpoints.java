package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.AtomicFiles;
import io.dlmone.io.FiniteTensors;
import io.dlmone.io.JsonFile;
import io.dlmone.io.Safetensors;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The checkpoints of a run, a directory each, named by the step. Each is written as a whole and bears the checksums of
 * its files ({@code SHA256SUMS}, as {@code sha256sum -c} reads it), so that a damaged one is recognised.
 */
final class Checkpoints {

    private static final String SUMS = "SHA256SUMS";
    /** The key of the position in the description of a checkpoint. */
    static final String POSITION = "position";

    private static final String DESCRIPTION = "checkpoint.json";
    private static final String STATE = "state.safetensors";
    private static final String BEST = "best.safetensors";
    private static final String NAME = "step-[0-9]{9}";

    private final Path root;

    Checkpoints(Path root) {
        this.root = root;
    }

    private Path directory(long step) {
        return root.resolve(String.format(Locale.ROOT, "step-%09d", step));
    }

    /** Steps of the checkpoints, oldest first. */
    List<Long> steps() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root)) {
            return all.map(p -> p.getFileName().toString())
                    .filter(name -> name.matches(NAME))
                    .map(name -> Long.parseLong(name.substring(name.indexOf('-') + 1)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw WriteFailure.of(root.toString(), e);
        }
    }

    /**
     * Writes a checkpoint, then removes those of later steps, which belong to a course that was given up, and all but
     * the newest {@code keep}.
     */
    void save(long step, Map<String, Object> description, Checkpoint checkpoint, int keep) {
        FiniteTensors.require(checkpoint.state(), directory(step).toString());
        AtomicFiles.replaceDirectory(directory(step), d -> {
            Files.writeString(d.resolve(DESCRIPTION), Json.pretty(description));
            writeTensors(d.resolve(STATE), checkpoint.state());
            if (checkpoint.best().isPresent()) {
                writeTensors(d.resolve(BEST), checkpoint.best().get());
            }
            String sums = sums(d).entrySet().stream()
                    .map(e -> e.getValue() + "  " + e.getKey() + "\n")
                    .collect(Collectors.joining());
            Files.writeString(d.resolve(SUMS), sums);
        });
        List<Long> kept = steps().stream().filter(s -> s <= step).toList();
        List<Long> newest = kept.subList(Math.max(0, kept.size() - keep), kept.size());
        steps().stream().filter(s -> !newest.contains(s)).forEach(s -> AtomicFiles.deleteDirectory(directory(s)));
    }

    /** Removes what a process that was killed left half-written. The caller holds the lock of the run. */
    void sweep() {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> all = Files.list(root)) {
            all.filter(p -> p.getFileName().toString().matches("\\.step-.*\\.tmp"))
                    .toList()
                    .forEach(AtomicFiles::deleteDirectory);
        } catch (IOException e) {
            throw WriteFailure.of(root.toString(), e);
        }
    }

    private static void writeTensors(Path file, Map<String, Tensor> tensors) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            new Safetensors(tensors, Map.of()).write(out);
        }
    }

    /** The description in a checkpoint, after its files were checked. */
    Map<String, Object> describe(long step) {
        requireWhole(step);
        return JsonFile.read(directory(step).resolve(DESCRIPTION), "the description of a checkpoint");
    }

    /** Reads a checkpoint after its files were checked. */
    Checkpoint load(long step) {
        Map<String, Object> json = describe(step);
        Path d = directory(step);
        Path best = d.resolve(BEST);
        Map<String, Tensor> state = Safetensors.read(d.resolve(STATE)).tensors();
        FiniteTensors.require(state, d.resolve(STATE).toString());
        return new Checkpoint(
                Position.of(json.get(POSITION) instanceof Map<?, ?> position ? position : Map.of()),
                state,
                Files.exists(best) ? Optional.of(Safetensors.read(best).tensors()) : Optional.empty());
    }

    /**
     * The checkpoint to continue from.
     *
     * @param wanted its step; the newest one if empty
     * @throws UserException if there is none, or it is damaged; the newest whole one is named then
     */
    long choose(OptionalLong wanted) {
        List<Long> steps = steps();
        if (wanted.isPresent() && !steps.contains(wanted.getAsLong())) {
            throw new UserException(new Problem(
                    ErrorId.RUN_7,
                    root.toString(),
                    "a checkpoint of step " + wanted.getAsLong(),
                    steps.isEmpty() ? "none at all" : "checkpoints of the steps " + steps,
                    "Name one of these with setting resume-step."));
        }
        long step = wanted.orElseGet(() -> steps.get(steps.size() - 1));
        requireWhole(step);
        return step;
    }

    private void requireWhole(long step) {
        damage(step).ifPresent(found -> {
            OptionalLong other = steps().stream()
                    .filter(s -> s != step && damage(s).isEmpty())
                    .mapToLong(Long::longValue)
                    .max();
            throw new UserException(new Problem(
                    ErrorId.RUN_5,
                    directory(step).toString(),
                    "a checkpoint whose files agree with its " + SUMS,
                    found,
                    other.isPresent()
                            ? "The newest whole checkpoint is that of step " + other.getAsLong()
                                    + "; continue from it by adding setting resume-step " + other.getAsLong() + "."
                            : "There is no other whole checkpoint; begin a new run."));
        });
    }

    /** What is wrong with a checkpoint, if anything. */
    private Optional<String> damage(long step) {
        Path d = directory(step);
        try {
            Map<String, String> actual = sums(d);
            Map<String, String> recorded = new TreeMap<>();
            for (String line : Files.readAllLines(d.resolve(SUMS), StandardCharsets.ISO_8859_1)) {
                String[] parts = line.split("  ", 2);
                recorded.put(parts.length == 2 ? parts[1] : line, parts[0]);
            }
            for (String needed : List.of(DESCRIPTION, STATE)) {
                if (!recorded.containsKey(needed)) {
                    return Optional.of("no checksum of " + needed);
                }
            }
            for (Map.Entry<String, String> file : recorded.entrySet()) {
                if (!actual.containsKey(file.getKey())) {
                    return Optional.of("no file " + file.getKey());
                }
                if (!actual.get(file.getKey()).equals(file.getValue())) {
                    return Optional.of("another content of " + file.getKey());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("files that cannot be read: " + e.getMessage());
        }
    }

    /** SHA-256 of all files but the checksums themselves, by name. */
    private static Map<String, String> sums(Path directory) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.equals(SUMS)) {
                    sums.put(name, sha256(file));
                }
            }
        }
        return new LinkedHashMap<>(sums);
    }

    /** The SHA-256 of a file in hexadecimal digits. */
    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
