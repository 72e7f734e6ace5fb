package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Backend;
import io.dlmone.bertscore.OnnxSentenceEncoder;
import io.dlmone.data.Split;
import io.dlmone.eval.BertScore;
import io.dlmone.train.Checks;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.EvaluateOptions;
import io.dlmone.train.EvaluateRun;
import io.dlmone.train.OutputsRun;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.RunContext;
import io.dlmone.train.SystemResult;
import io.dlmone.train.SystemSpec;
import io.dlmone.train.SystemTable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlm evaluate}: measures quality, diversity and cost of systems side by side. */
@Command(
        name = "evaluate",
        description = "Measures quality, diversity and cost of one or more models on the same sources, or of sentences"
                + " in files.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class EvaluateCommand implements Callable<Integer> {

    private static final String NONE = "none";

    private final Console console;
    private final ProgressListener progress;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            showDefaultValue = Visibility.NEVER,
            description = "A model directory or a built-in model; may be repeated. A teacher can be told how to sample:"
                    + " MODEL@ddim:50 or MODEL@ddim:50:no-round. Models with commas between them are one system with"
                    + " different seeds: their mean and spread are shown as well. All are compared with the first.")
    private List<String> models = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "A directory with train, valid and test.jsonl, or builtin:paraphrase. Needed with --model and --baseline.")
    private String data;

    @Option(
            names = "--outputs",
            paramLabel = "FILE",
            arity = "1..*",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Instead of models: files of JSON lines (recover, reference, source), as official sampling scripts write them, one for each"
                            + " seed, with the same sources in the same lines.")
    private List<Path> outputs = List.of();

    @Option(
            names = "--mbr",
            description = "With --outputs: also evaluate the choice among the files by minimum Bayes risk.")
    private boolean choose;

    @Option(
            names = "--all-references",
            description = "With --outputs: score each source once, the sentences of its first line against the"
                    + " references of all its lines. Without it each line against its own, as official scripts do.")
    private boolean allReferences;

    @Option(
            names = "--bertscore",
            paramLabel = "MODEL",
            description = "Also measure BERTScore with this encoder: an ONNX file with its WordPiece vocab.txt beside"
                    + " it, or a directory with model.onnx and vocab.txt. Needs ONNX Runtime, whatever --backend says.")
    private Path bertScore;

    @Option(names = "--split", paramLabel = "PART", defaultValue = "test", description = "train, valid or test.")
    private String split;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "Only the first N sources; 0: all.")
    private int limit;

    @Mixin
    private SamplingFlags sampling;

    @Option(
            names = "--samples",
            paramLabel = "K",
            defaultValue = "3",
            description = "Sentences for each source, from 1; diversity needs 2.")
    private int samples;

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            defaultValue = NONE,
            description = "Also evaluate: nearest (the target of the nearest training source), or none.")
    private String baseline;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "50", description = "Sentences made together, from 1.")
    private int batch;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the noise.")
    private long seed;

    @Option(
            names = "--json",
            description = "Write one JSON object for each system, on a line of its own, instead of a table.")
    private boolean json;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Also write the sentences as JSON lines (recover, reference, source), a line for each reference;"
                            + " further samples to FILE-2, FILE-3.")
    private Path output;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A JSON object with the names of these flags as keys.")
    private Path config;

    @Mixin
    private EngineFlags engine;

    @Inject
    EvaluateCommand(Console console, ProgressListener progress) {
        this.console = console;
        this.progress = progress;
    }

    @Override
    public Integer call() {
        EngineOptions chosen = engine.options();
        if (bertScore == null) {
            run(chosen, Optional.empty());
        } else {
            try (OnnxSentenceEncoder encoder = OnnxSentenceEncoder.open(bertScore, chosen.threads())) {
                run(chosen, Optional.of(new BertScore(encoder)));
            }
        }
        return 0;
    }

    private void run(EngineOptions chosen, Optional<BertScore> similarity) {
        if (!outputs.isEmpty()) {
            new Checks()
                    .require(
                            models.isEmpty() && baseline.equals(NONE) && data == null && output == null,
                            "outputs",
                            "files alone",
                            "--model, --baseline, --data or --output beside them")
                    .refuse();
            if (similarity.isEmpty()) {
                progress.say("BERTScore is skipped: --bertscore names no model for it");
            }
            print(new OutputsRun(outputs, choose, allReferences, similarity).run());
            return;
        }
        EvaluateOptions options = options();
        try (Backend backend = EngineFlags.open(chosen)) {
            RunContext context = new RunContext(backend, chosen, progress, () -> false);
            new EvaluateRun(options, context, similarity).run(this::print);
        }
    }

    private EvaluateOptions options() {
        List<String> splits = Arrays.stream(Split.values()).map(Split::id).toList();
        new Checks()
                .require(data != null, "data", "a data directory, or --outputs with files", "neither")
                .require(!choose && !allReferences, "mbr, setting all-references", "--outputs with them", "none")
                .oneOf("split", split, splits)
                .oneOf("baseline", baseline, List.of("nearest", NONE))
                .refuse();
        return new EvaluateOptions(
                models.stream()
                        .map(model -> SystemSpec.parse(model, sampling.spec()))
                        .toList(),
                baseline.equals("nearest"),
                data,
                Split.valueOf(split.toUpperCase(Locale.ROOT)),
                limit,
                samples,
                sampling.candidates(),
                batch,
                seed,
                Optional.ofNullable(output));
    }

    private void print(List<SystemResult> results) {
        SystemTable table = new SystemTable(results);
        console.print(json ? table.toJson() : table.render());
    }
}
