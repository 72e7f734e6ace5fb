package io.dlmone.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Training folders that the official code wrote with PyTorch: test resources below {@code /golden/ckpt}. */
public enum GoldenCheckpoint {
    /** The network of most reference values. */
    TINY("tiny", "ema_0.9999_000001.pt"),
    /** After 60 steps; its {@code lm_head.weight} differs from its {@code word_embedding.weight}. */
    TRAINED("tiny_trained", "ema_0.9999_000060.pt");

    private final String folder;
    private final String weights;

    GoldenCheckpoint(String folder, String weights) {
        this.folder = folder;
        this.weights = weights;
    }

    /** The file of the weights. */
    public String weights() {
        return weights;
    }

    /** Writes weights, arguments, list of words and {@code encoder.json} into a directory, and returns it. */
    public Path copyTo(Path directory) {
        copy(folder + "/" + weights, directory.resolve(weights));
        copy(folder + "/training_args.json", directory.resolve("training_args.json"));
        for (String file : List.of("vocab.txt", "encoder.json")) {
            copy("tiny/" + file, directory.resolve(file));
        }
        return directory;
    }

    private static void copy(String resource, Path to) {
        try (InputStream in = GoldenCheckpoint.class.getResourceAsStream("/golden/ckpt/" + resource)) {
            Files.write(to, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
