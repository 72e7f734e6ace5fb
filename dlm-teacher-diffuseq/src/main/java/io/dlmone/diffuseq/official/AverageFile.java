package io.dlmone.diffuseq.official;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The averaged weights of a training run of the official DiffuSeq and FlowSeq codes, {@code ema_RATE_STEP.pt}, which
 * published files begin with a name of their own.
 */
public final class AverageFile {

    private static final Pattern AVERAGE = Pattern.compile("(?:.*_)?ema_([0-9.]+)_([0-9]{1,18})\\.pt");

    private AverageFile() {}

    /**
     * {@return the file: the location itself, or of a folder the last one}
     *
     * @param location a checkpoint, or the folder of a run
     * @throws UserException if there is none, or averages of different rates
     */
    public static Path of(Path location) {
        return Files.isDirectory(location) ? last(location) : location;
    }

    /**
     * {@return whether the location is such a file, or a folder with one, by name}
     *
     * @param location a file or folder
     */
    public static boolean isAt(Path location) {
        if (!Files.isDirectory(location)) {
            return Files.isRegularFile(location)
                    && AVERAGE.matcher(location.getFileName().toString()).matches();
        }
        try (Stream<Path> entries = Files.list(location)) {
            return entries.anyMatch(
                    entry -> AVERAGE.matcher(entry.getFileName().toString()).matches());
        } catch (IOException e) {
            return false;
        }
    }

    private static Path last(Path folder) {
        List<String> last = new ArrayList<>();
        long lastStep = -1;
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : (Iterable<Path>) entries.sorted()::iterator) {
                String name = entry.getFileName().toString();
                Matcher matcher = AVERAGE.matcher(name);
                if (matcher.matches()) {
                    long step = Long.parseLong(matcher.group(2));
                    if (step > lastStep) {
                        last.clear();
                        lastStep = step;
                    }
                    if (step == lastStep) {
                        last.add(name);
                    }
                }
            }
        } catch (IOException e) {
            throw problem(folder, "a folder that can be read", "an error (" + e.getMessage() + ")", "Check the path.");
        }
        if (last.size() != 1) {
            throw problem(
                    folder,
                    "one last checkpoint ema_RATE_STEP.pt",
                    last.isEmpty() ? "none" : String.join(" and ", last),
                    "Name the file itself.");
        }
        return folder.resolve(last.get(0));
    }

    private static UserException problem(Path where, String expected, String found, String remedy) {
        return new UserException(new Problem(ErrorId.IMPORT_2, where.toString(), expected, found, remedy));
    }
}
