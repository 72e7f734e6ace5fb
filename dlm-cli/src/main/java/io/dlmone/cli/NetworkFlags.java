package io.dlmone.cli;

import io.dlmone.cli.run.InitialModel;
import io.dlmone.cli.run.NetworkOptions;
import io.dlmone.cli.run.NewNetwork;
import io.dlmone.cli.run.Sizes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The flags that say which network is trained. They have no defaults of their own where a model may say the same. */
final class NetworkFlags {

    private static final int HIDDEN = 128;
    private static final int LAYERS = 4;
    private static final int HEADS = 4;
    private static final int WIDTH = 32;
    private static final int LENGTH = 64;
    private static final int BUILTIN_LENGTH = 32;
    private static final String TOKENIZER = "word";

    @Option(
            names = "--init",
            paramLabel = "MODEL",
            description =
                    "Begin with the weights of this teacher, a model directory or builtin:paraphrase-teacher. Sizes,"
                            + " noise schedule and tokenizer are the model's; --length may be shorter. Default: random weights.")
    private String init;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            description = "Width of the encoder, from 1. Default: " + HIDDEN + ".")
    private Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Encoder blocks, from 1. Default: " + LAYERS + ".")
    private Integer layers;

    @Option(names = "--heads", paramLabel = "N", description = "A divisor of --hidden. Default: " + HEADS + ".")
    private Integer heads;

    @Option(names = "--width", paramLabel = "N", description = "Width of an embedding, even. Default: " + WIDTH + ".")
    private Integer width;

    @Option(
            names = "--length",
            paramLabel = "N",
            description = "Positions for source, target and marks, at least 8; longer pairs are cut. Default: "
                    + BUILTIN_LENGTH + " for builtin:paraphrase, else " + LENGTH + "; with --init the model's.")
    private Integer length;

    @Option(
            names = "--tokenizer",
            paramLabel = "NAME",
            description = "word, or wordpiece with --vocab. Default: " + TOKENIZER + ".")
    private String tokenizer;

    @Option(
            names = "--vocab",
            paramLabel = "FILE",
            description = "The vocabulary, one token a line. Default: the words of the training data.")
    private Path vocabulary;

    /**
     * What the flags say.
     *
     * @param builtin whether the data are the built-in task's
     */
    NetworkOptions options(boolean builtin) {
        if (init != null) {
            return new InitialModel(init, length == null ? OptionalInt.empty() : OptionalInt.of(length), given());
        }
        Sizes sizes = new Sizes(
                or(hidden, HIDDEN),
                or(layers, LAYERS),
                or(heads, HEADS),
                or(width, WIDTH),
                or(length, builtin ? BUILTIN_LENGTH : LENGTH));
        return new NewNetwork(sizes, or(tokenizer, TOKENIZER), Optional.ofNullable(vocabulary));
    }

    private static <T> T or(T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    /** The flags that the user gave, but for the length. */
    private Map<String, Object> given() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("hidden", hidden);
        all.put("layers", layers);
        all.put("heads", heads);
        all.put("width", width);
        all.put("tokenizer", tokenizer);
        all.put("vocab", vocabulary);
        all.values().removeIf(value -> value == null);
        return all;
    }
}
