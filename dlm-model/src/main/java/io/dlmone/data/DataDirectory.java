package io.dlmone.data;

import io.dlmone.io.AtomicFiles;
import io.dlmone.text.SentencePair;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A data set on disk in DiffuSeq's layout: {@code train.jsonl}, {@code valid.jsonl}, {@code test.jsonl}.
 *
 * @param path the directory
 */
public record DataDirectory(Path path) {

    public DataDirectory {
        Objects.requireNonNull(path, "path");
    }

    /**
     * {@return the file of one part, whether it exists or not}
     *
     * @param split which part
     */
    public Path file(Split split) {
        return path.resolve(split.fileName());
    }

    /**
     * Reads one part.
     *
     * @param split which part
     * @return its rows
     * @throws io.dlmone.error.UserException with every problem of the file
     */
    public List<SentencePair> read(Split split) {
        return SentencePairFile.read(file(split));
    }

    /**
     * Writes the parts given, all of them or none. A directory that holds nothing but a data set is replaced; one with
     * other files in it is refused.
     *
     * @param parts rows by part
     * @throws io.dlmone.error.UserException if the directory holds other files or cannot be written
     */
    public void write(Map<Split, List<SentencePair>> parts) {
        if (holdsOnlyData()) {
            AtomicFiles.replaceDirectory(path, directory -> writeParts(directory, parts));
        } else {
            AtomicFiles.writeDirectory(path, directory -> writeParts(directory, parts));
        }
    }

    private static void writeParts(Path directory, Map<Split, List<SentencePair>> parts) throws IOException {
        for (Split split : Split.values()) {
            if (parts.containsKey(split)) {
                Path file = directory.resolve(split.fileName());
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
                    SentencePairFile.write(out, parts.get(split));
                }
            }
        }
    }

    private boolean holdsOnlyData() {
        if (!Files.isDirectory(path)) {
            return false;
        }
        var names = Arrays.stream(Split.values()).map(Split::fileName).collect(Collectors.toSet());
        try (Stream<Path> entries = Files.list(path)) {
            return entries.allMatch(entry -> names.contains(entry.getFileName().toString()));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
