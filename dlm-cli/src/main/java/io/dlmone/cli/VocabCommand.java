package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.train.Checks;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.data.VocabularyRun;
import io.dlmone.train.data.VocabularyRun.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlm vocab}: makes a vocabulary of texts. */
@Command(
        name = VocabularyRun.VERB,
        description = "Makes a vocabulary of the training texts, for dlm train --vocab.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class VocabCommand implements Runnable {

    private final ProgressListener progress;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A directory with train.jsonl, or builtin:paraphrase. Sources and targets are read.")
    private String data;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            split = ",",
            description = "Files of text, a sentence a line, beside --data or instead of it.")
    private List<Path> texts = List.of();

    @Option(
            names = "--kind",
            paramLabel = "NAME",
            defaultValue = "bpe",
            description =
                    "bpe: pieces of words down to bytes, so that no text is unknown and each comes back as it was;"
                            + " a tokenizer.json. word: whole words between spaces; a vocab.txt.")
    private String kind;

    @Option(names = "--size", paramLabel = "N", defaultValue = "8000", description = "Most tokens.")
    private int size;

    @Option(
            names = "--min-count",
            paramLabel = "N",
            defaultValue = "2",
            description = "How often a word, or a pair of pieces, must stand in the texts to become a token.")
    private int minCount;

    @Option(names = "--lowercase", description = "Read capitals as small letters; with bpe only.")
    private boolean lowercase;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The file to write, .json for bpe and .txt for word.")
    private Path out;

    @Inject
    VocabCommand(ProgressListener progress) {
        this.progress = progress;
    }

    @Override
    public void run() {
        List<String> kinds = Arrays.stream(Kind.values()).map(Kind::id).toList();
        new Checks().oneOf("kind", kind, kinds).refuse();
        new VocabularyRun(
                        Optional.ofNullable(data),
                        texts,
                        Kind.values()[kinds.indexOf(kind)],
                        size,
                        minCount,
                        lowercase,
                        out)
                .run(progress);
    }
}
