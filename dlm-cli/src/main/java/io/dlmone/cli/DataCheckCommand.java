package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Backend;
import io.dlmone.error.UserException;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.Json;
import io.dlmone.train.RunContext;
import io.dlmone.train.data.Advice;
import io.dlmone.train.data.DataCheck;
import io.dlmone.train.data.DataReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dlm data check}: what a data directory holds, what is wrong with it, and what to begin with. */
@Command(
        name = "check",
        description = "Looks at every row of a data directory: faults, lengths, unknown words, duplicates, pairs that"
                + " training and test share, strange characters. Suggests vocabulary, length, network and updates, and"
                + " times the first of these here. Ends with 2 if a training would refuse the files.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class DataCheckCommand implements Callable<Integer> {

    private static final List<String> SIZES = List.of("length", "steps");

    private final Console console;

    @Parameters(paramLabel = "DIR", description = "The directory, with train.jsonl, valid.jsonl and test.jsonl.")
    private Path directory;

    @Option(
            names = "--vocab",
            paramLabel = "FILE",
            description = "The vocabulary whose tokens are counted, as for train. Default: the words of the data.")
    private Path vocabulary;

    @Option(
            names = "--length",
            paramLabel = "N",
            description = "Positions of a sequence, beyond which pairs are cut. Default: what 99 of 100 pairs need.")
    private Integer length;

    @Option(names = "--no-measure", description = "Do not time updates, which takes some seconds.")
    private boolean noMeasure;

    @Option(names = "--json", description = "Write one JSON object.")
    private boolean json;

    @Mixin
    private EngineFlags engine;

    @Inject
    DataCheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DataCheck check = new DataCheck(directory, Optional.ofNullable(vocabulary), Optional.ofNullable(length));
        DataReport report = noMeasure ? check.run(Optional.empty()) : measured(check);
        List<String> commands = report.advice().map(this::commands).orElse(List.of());
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>(report.toJson());
            all.put("commands", commands);
            console.print(Json.line(all) + "\n");
            return report.problems().isEmpty() ? 0 : Main.BAD_INPUT;
        }
        console.print(report.text());
        commands.forEach(command -> console.print("    " + command + "\n"));
        if (!report.problems().isEmpty()) {
            throw new UserException(report.problems());
        }
        return 0;
    }

    private DataReport measured(DataCheck check) {
        EngineOptions chosen = engine.options();
        try (Backend backend = EngineFlags.open(chosen)) {
            return check.run(Optional.of(RunContext.quiet(backend, chosen)));
        }
    }

    /** What to type for an advice. */
    private List<String> commands(Advice advice) {
        List<String> commands = new ArrayList<>();
        String data = ShellWord.of(directory);
        String vocab = vocabulary == null ? "" : " --vocab " + ShellWord.of(vocabulary);
        if (advice.pieces() > 0) {
            Path name = directory.toAbsolutePath().normalize().getFileName();
            String file = ShellWord.of(Path.of((name == null ? "data" : name) + ".tokenizer.json"));
            commands.add("./dlm vocab --data " + data + " --size " + advice.pieces() + " --out " + file);
            vocab = " --vocab " + file;
        }
        StringBuilder train = new StringBuilder("./dlm train --data " + data + vocab + " --preset " + advice.preset());
        SIZES.forEach(
                name -> train.append(" --" + name + " " + advice.settings().get(name)));
        commands.add(train.append(" --out teacher").toString());
        commands.add("./dlm distill --teacher teacher --data " + data + " --preset small --out student");
        return commands;
    }
}
