package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.train.Json;
import io.dlmone.train.RecipeText;
import io.dlmone.train.Reproduction;
import io.dlmone.train.RunOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dlm repro}: runs a training again and compares. */
@Command(
        name = "repro",
        description =
                "Runs a finished 'train' or 'distill' again from its run directory, on the same engine with the same"
                        + " seed, and compares measurements and weights bit by bit. Exit code 0: they are the same, 1: they are not.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class ReproCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "RUN", description = "The run directory.")
    private Path run;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the repetition's model goes, new or empty; its run directory is DIR.run.")
    private Path out;

    @Option(names = "--json", description = "Write a JSON object.")
    private boolean json;

    @Inject
    ReproCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Reproduction.Recorded recorded = Reproduction.recorded(run);
        requireCounted(recorded.config());
        Path repeated = RunOptions.beside(out);
        List<String> arguments = new ArrayList<>(List.of(recorded.verb()));
        recorded.config().forEach((name, value) -> {
            if (!name.equals("out") && !name.equals("run")) {
                arguments.add("--" + name + "=" + value);
            }
        });
        arguments.add("--out=" + out);
        arguments.add("--run=" + repeated);
        int code = Main.execute(console, arguments.toArray(String[]::new));
        if (code != 0) {
            return code;
        }
        Reproduction result = Reproduction.compare(run, repeated);
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("exact", result.isExact());
            object.put("rows", result.rows());
            object.put("tensors", result.tensors());
            object.put("differences", result.differences());
            console.print(Json.line(object) + "\n");
        } else if (result.isExact()) {
            console.print("the same, bit for bit: " + result.rows() + " rows of measurements, " + result.tensors()
                    + " tensors\n");
        } else {
            result.differences().forEach(line -> console.print(line + "\n"));
        }
        return result.isExact() ? 0 : Main.FAILURE;
    }

    /** A phase that lasts for some time does not take the same number of iterations twice. */
    private void requireCounted(Map<String, Object> config) {
        boolean timed = config.get("recipe") instanceof String recipe
                && RecipeText.parse(recipe).phases().stream().anyMatch(p -> p.iterations() == 0);
        boolean limited = config.get("minutes") instanceof Number minutes && minutes.doubleValue() > 0;
        if (timed || limited) {
            throw new UserException(new Problem(
                    ErrorId.REPRO_1,
                    run.toString(),
                    "a run whose length was given in updates",
                    "one that was limited by time",
                    "Only the former repeats exactly: begin a run with numbers of iterations and no --minutes."));
        }
    }
}
