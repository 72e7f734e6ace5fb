package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Backend;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.GenerateRun;
import io.dlmone.train.Json;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.RunContext;
import io.dlmone.train.SystemSpec;
import io.dlmone.unicode.Utf8;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlm generate}: writes a sentence for each line. */
@Command(
        name = "generate",
        description = "Writes a sentence for each line of a file or of standard input.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class GenerateCommand implements Callable<Integer> {

    private final Console console;
    private final ProgressListener progress;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "builtin:paraphrase-student",
            description = "A model directory or a built-in model.")
    private String model;

    @Option(names = "--input", paramLabel = "FILE", description = "Sources, one a line. Default: standard input.")
    private Path input;

    @Option(
            names = "--json",
            description = "Write JSON lines {\"source\", \"text\"}, with \"sample\" if there are several.")
    private boolean json;

    @Option(
            names = "--samples",
            paramLabel = "K",
            defaultValue = "1",
            description = "Sentences for each source, from 1, on lines of their own.")
    private int samples;

    @Mixin
    private SamplingFlags sampling;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the noise.")
    private long seed;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "16", description = "Sentences made together, from 1.")
    private int batch;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A JSON object with the names of these flags as keys.")
    private Path config;

    @Mixin
    private EngineFlags engine;

    @Inject
    GenerateCommand(Console console, ProgressListener progress) {
        this.console = console;
        this.progress = progress;
    }

    @Override
    public Integer call() throws IOException {
        SystemSpec system = SystemSpec.parse(model, sampling.spec());
        EngineOptions chosen = engine.options();
        try (BufferedReader lines = lines();
                Backend backend = EngineFlags.open(chosen)) {
            RunContext context = new RunContext(backend, chosen, progress, () -> false);
            new GenerateRun(system, samples, sampling.candidates(), batch, seed, context).run(lines, this::print);
        }
        return 0;
    }

    private BufferedReader lines() throws IOException {
        if (input == null) {
            return console.input();
        }
        if (!Files.isReadable(input) || Files.isDirectory(input)) {
            String found = !Files.exists(input) ? "nothing" : "something that cannot be read";
            throw new UserException(
                    new Problem(ErrorId.TEXT_2, "--input " + input, "a text file", found, "Check the path."));
        }
        return Utf8.reader(Files.newInputStream(input));
    }

    private void print(List<GenerateRun.Written> batchOfLines) {
        for (GenerateRun.Written written : batchOfLines) {
            for (int k = 0; k < samples; k++) {
                String text = written.texts().get(k);
                console.print((json ? Json.line(row(written.source(), text, k)) : text) + "\n");
            }
        }
        console.flush();
    }

    private Map<String, Object> row(String source, String text, int k) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("source", source);
        row.put("text", text);
        if (samples > 1) {
            row.put("sample", k);
        }
        return row;
    }
}
