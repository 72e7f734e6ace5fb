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
    TRAINED("tiny_trained", "ema_0.9999_000060.pt"),
    /** FlowSeq, trained a little; its {@code lm_head.weight} differs from its {@code word_embedding.weight}. */
    FLOWSEQ("flowseq_tiny", "ema_0.9999_000020.pt"),
    /** The same as its training loop saves it: every name begins with {@code module.}. */
    FLOWSEQ_WRAPPED("flowseq_tiny/module_prefix", "ema_0.9999_000020.pt");

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

    /** Writes the file of the weights into a directory, and returns it. */
    public Path copyWeightsTo(Path directory) {
        return copy(folder + "/" + weights, directory.resolve(weights));
    }

    /**
     * Writes weights, arguments ({@code config.yaml} for FlowSeq), list of words and {@code encoder.json} into a
     * directory, and returns it.
     */
    public Path copyTo(Path directory) {
        copyWeightsTo(directory);
        String model = folder.split("/", 2)[0];
        String arguments = model.equals("flowseq_tiny") ? "config.yaml" : "training_args.json";
        copy(model + "/" + arguments, directory.resolve(arguments));
        for (String file : List.of("vocab.txt", "encoder.json")) {
            copy("tiny/" + file, directory.resolve(file));
        }
        return directory;
    }

    private static Path copy(String resource, Path to) {
        try (InputStream in = GoldenCheckpoint.class.getResourceAsStream("/golden/ckpt/" + resource)) {
            return Files.write(to, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
