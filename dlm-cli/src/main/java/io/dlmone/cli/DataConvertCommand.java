package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.data.Split;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.data.DataConversion;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlm data convert}: a data directory of files in other formats. */
@Command(
        name = "convert",
        description = "Makes a data directory of files with rows of source and target: CSV (.csv), tabs between fields"
                + " (.tsv and others), JSON lines (.jsonl), or two files of text that go together line by line.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class DataConvertCommand implements Runnable {

    private final ProgressListener progress;

    @Option(
            names = "--train",
            paramLabel = "FILE[,FILE]",
            split = ",",
            hideParamSyntax = true,
            required = true,
            description = "The rows: a file, or one of the sources and one of the targets.")
    private List<Path> train;

    @Option(
            names = "--valid",
            paramLabel = "FILE[,FILE]",
            split = ",",
            hideParamSyntax = true,
            description = "Rows for validation. Default: a share of the sources of --train.")
    private List<Path> valid;

    @Option(
            names = "--test",
            paramLabel = "FILE[,FILE]",
            split = ",",
            hideParamSyntax = true,
            description = "Rows for the test. Default: a share of the sources of --train.")
    private List<Path> test;

    @Option(
            names = "--columns",
            paramLabel = "SOURCE,TARGET[,TARGET]",
            split = ",",
            hideParamSyntax = true,
            defaultValue = "src,trg",
            description = "The columns by the names in the first row, or by their numbers from 1 in a file without"
                    + " names. Of several targets all are right, and each but the first may be empty.")
    private List<String> columns;

    @Option(names = "--separator", paramLabel = "C", defaultValue = ",", description = "Between the fields of CSV.")
    private char separator;

    @Option(
            names = "--valid-share",
            paramLabel = "X",
            defaultValue = "0.05",
            description = "Share of the sources for validation without --valid, from 0 to below 0.5.")
    private double validShare;

    @Option(
            names = "--test-share",
            paramLabel = "X",
            defaultValue = "0.05",
            description = "Share of the sources for the test without --test, from 0 to below 0.5.")
    private double testShare;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the split.")
    private long seed;

    @Option(names = "--unique", description = "Leave out pairs that were there already.")
    private boolean unique;

    @Option(names = "--lowercase", description = "Write capitals as small letters.")
    private boolean lowercase;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The directory: new, empty, or a data set to be replaced.")
    private Path out;

    @Inject
    DataConvertCommand(ProgressListener progress) {
        this.progress = progress;
    }

    @Override
    public void run() {
        Map<Split, List<Path>> parts = new EnumMap<>(Map.of(Split.TRAIN, train));
        if (valid != null) {
            parts.put(Split.VALID, valid);
        }
        if (test != null) {
            parts.put(Split.TEST, test);
        }
        new DataConversion(parts, columns, separator, validShare, testShare, seed, unique, lowercase, out)
                .run(progress);
    }
}
