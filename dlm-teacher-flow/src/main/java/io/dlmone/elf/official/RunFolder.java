package io.dlmone.elf.official;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a training run of the official code.
 *
 * @param checkpoint {@code checkpoint_STEP}
 * @param settings {@code config.yml} beside it
 */
record RunFolder(Path checkpoint, Path settings) {

    static final String SETTINGS = "config.yml";

    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint_([0-9]{1,18})");

    /**
     * Finds the files.
     *
     * @param location a checkpoint, or the folder of a run, of which the last is taken
     * @throws UserException if there is none
     */
    static RunFolder of(Path location) {
        Path checkpoint = Files.isDirectory(location)
                ? last(location)
                        .orElseThrow(() -> problem(location, "a checkpoint_STEP", "none", "Name the file itself."))
                : location;
        return new RunFolder(checkpoint, checkpoint.resolveSibling(SETTINGS));
    }

    /** Whether a file or folder looks like this: a checkpoint by its name, with settings beside it. Never fails. */
    static boolean recognises(Path location) {
        try {
            Optional<Path> checkpoint =
                    Files.isDirectory(location) ? last(location) : Optional.of(location.toAbsolutePath());
            return checkpoint
                    .filter(file -> step(file) >= 0 && Files.isRegularFile(file.resolveSibling(SETTINGS)))
                    .isPresent();
        } catch (UserException unreadable) {
            return false;
        }
    }

    private static Optional<Path> last(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> step(file) >= 0 && Files.isRegularFile(file))
                    .max((a, b) -> Long.compare(step(a), step(b)));
        } catch (IOException e) {
            throw problem(folder, "a folder that can be read", "an error (" + e.getMessage() + ")", "Check the path.");
        }
    }

    /** The step in a file's name, -1 if it has another name. */
    private static long step(Path file) {
        Path name = file.getFileName();
        Matcher matcher = CHECKPOINT.matcher(name == null ? "" : name.toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }

    private static UserException problem(Path where, String expected, String found, String remedy) {
        return new UserException(new Problem(ErrorId.IMPORT_2, where.toString(), expected, found, remedy));
    }
}
