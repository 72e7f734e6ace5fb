package io.dlmone.cli;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.train.Checks;
import io.dlmone.train.Families;
import io.dlmone.train.GivenSizes;
import io.dlmone.train.InitialModel;
import io.dlmone.train.NetworkOptions;
import io.dlmone.train.NewNetwork;
import io.dlmone.train.OfficialStart;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say which network is trained. They have no defaults of their own where a model may say the same. */
final class NetworkFlags {

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
                    "Train the network of these arguments of the family's official code, such as a training_args.json, and as its script"
                            + " does; flags given beside it win, but for sizes. The vocabulary is --vocab or the one beside it.")
    private Path officialArguments;

    @Option(
            names = "--encoder-config",
            paramLabel = "FILE",
            description = "With --official-args: config.json of the BERT encoder. Not needed for bert-base-uncased.")
    private Path encoder;

    @Option(
            names = "--tokenizer",
            paramLabel = "NAME",
            description = "word, or wordpiece with --vocab. Default: word, or what a tokenizer.json says.")
    private String tokenizer;

    @Option(
            names = "--vocab",
            paramLabel = "FILE",
            description =
                    "The vocabulary: one token a line, or a tokenizer.json of Hugging Face's library; dlm vocab makes"
                            + " both. Default: the words of the training data.")
    private Path vocabulary;

    /** Whether the network is of sizes that are given, not one that is there already. */
    boolean isNew() {
        return init == null && officialArguments == null;
    }

    /**
     * The family of the network.
     *
     * @param named that of a network that does not come from a model
     */
    TrainableFamily family(String named) {
        return Families.trainable(
                init == null ? named : ModelDirectory.load(init).architecture().family());
    }

    /**
     * What the flags say.
     *
     * @param sizes what they say of sizes
     */
    NetworkOptions options(String family, SettingValues sizes) {
        new Checks()
                .require(init == null || officialArguments == null, "init", "none beside --official-args", init)
                .require(
                        encoder == null || officialArguments != null,
                        "encoder-config",
                        "none without --official-args",
                        String.valueOf(encoder))
                .refuse();
        GivenSizes given = new GivenSizes(sizes, Optional.ofNullable(tokenizer), Optional.ofNullable(vocabulary));
        if (init != null) {
            return new InitialModel(init, given);
        }
        if (officialArguments != null) {
            return new OfficialStart(
                    family, officialArguments, Optional.ofNullable(encoder), Optional.ofNullable(vocabulary), given);
        }
        return new NewNetwork(family, sizes, Optional.ofNullable(tokenizer), Optional.ofNullable(vocabulary));
    }
}
