package io.dlmone.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A small model that the official ELF code trained, with its T5: test resources below {@code /golden/ckpt/elf_tiny}.
 */
public final class GoldenElf {

    /** The file of the weights. */
    public static final String CHECKPOINT = "checkpoint_12";

    private static final List<String> FILES = List.of(
            CHECKPOINT, "config.yml", "eval.jsonl", "t5/config.json", "t5/model.safetensors", "t5/tokenizer.json");

    private GoldenElf() {}

    /**
     * Writes {@link #CHECKPOINT}, {@code config.yml}, {@code eval.jsonl} and the folder {@code t5} into a directory.
     */
    public static Path copyTo(Path directory) {
        try {
            Files.createDirectories(directory.resolve("t5"));
            for (String file : FILES) {
                Files.write(directory.resolve(file), bytes(file));
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One file, such as {@code t5/tokenizer.json}. */
    public static byte[] bytes(String file) {
        String resource = "/golden/ckpt/elf_tiny/" + file;
        try (InputStream in = GoldenElf.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(in, resource).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
