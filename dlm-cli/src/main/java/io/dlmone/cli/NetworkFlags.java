package io.dlmone.cli;

import io.dlmone.train.Checks;
import io.dlmone.train.GivenSizes;
import io.dlmone.train.InitialModel;
import io.dlmone.train.NetworkOptions;
import io.dlmone.train.NewNetwork;
import io.dlmone.train.OfficialStart;
import io.dlmone.train.Sizes;
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
            names = "--official-args",
            paramLabel = "FILE",
            description =
                    "Train the network of this training_args.json of the official DiffuSeq code, and as its script"
                            + " does; flags given beside it win, but for sizes. The vocabulary is --vocab or the one beside it.")
    private Path officialArguments;

    @Option(
            names = "--encoder-config",
            paramLabel = "FILE",
            description = "With --official-args: config.json of the BERT encoder. Not needed for bert-base-uncased.")
    private Path encoder;

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
                    + BUILTIN_LENGTH + " for builtin:paraphrase, else " + LENGTH
                    + "; with --init and --official-args the model's.")
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
        new Checks()
                .require(init == null || officialArguments == null, "--init", "none beside --official-args", init)
                .require(
                        encoder == null || officialArguments != null,
                        "--encoder-config",
                        "none without --official-args",
                        String.valueOf(encoder))
                .refuse();
        GivenSizes given = new GivenSizes(length == null ? OptionalInt.empty() : OptionalInt.of(length), given());
        if (init != null) {
            return new InitialModel(init, given);
        }
        if (officialArguments != null) {
            return new OfficialStart(
                    officialArguments, Optional.ofNullable(encoder), Optional.ofNullable(vocabulary), given);
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
