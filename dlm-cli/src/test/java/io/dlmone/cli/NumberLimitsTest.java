package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every number of every verb has limits: what lies beyond is refused by name before anything is done. */
class NumberLimitsTest {

    private static final Set<Class<?>> NUMBERS =
            Set.of(int.class, long.class, double.class, Integer.class, Long.class, Double.class);

    /** Settings of objectives are numbers that stay text until the schedule is known. */
    private static final Set<String> LABELS = Set.of("N", "X", "T");

    private static final List<String> EXTREME = List.of("2147483647", "-2147483648", "1e999", "NaN");

    @TempDir
    static Path home;

    private static Map<String, List<String>> needed;

    @BeforeAll
    static void train() {
        Path data = Dlm.data(home.resolve("data"));
        Path teacher = home.resolve("teacher");
        assertThat(Dlm.run(Dlm.train(data, teacher)).code()).isZero();
        String out = "--out=" + home.resolve("out");
        needed = Map.ofEntries(
                Map.entry("vocab", List.of("--data=" + data, out + ".json")),
                Map.entry("train", List.of("--data=" + data, out)),
                Map.entry("distill", List.of("--teacher=" + teacher, "--data=" + data, out)),
                Map.entry("generate", List.of("--model=" + teacher, "--input=" + data.resolve("test.jsonl"))),
                Map.entry("evaluate", List.of("--model=" + teacher, "--data=" + data, "--threads=1")),
                Map.entry("ngrams", List.of("--model=" + teacher, "--data=" + data, out)),
                Map.entry("compare", List.of("--teacher=" + teacher, "--data=" + data, out, "--minutes=0.01")),
                Map.entry("demo", List.of(out)),
                Map.entry("bench", List.of("--no-memory")),
                Map.entry("export", List.of("--model=" + teacher, out)),
                Map.entry("score", List.of("--model=" + teacher, "--input=none", "--output=none")));
    }

    @TestFactory
    Stream<DynamicTest> everyNumberHasLimits() {
        return Main.commandLine().getSubcommands().entrySet().stream().flatMap(verb -> numbers(verb.getValue())
                .map(name -> DynamicTest.dynamicTest(
                        verb.getKey() + " " + name, () -> refusesWhatLiesBeyond(verb.getKey(), name))));
    }

    private static Stream<String> numbers(CommandLine verb) {
        return verb.getCommandSpec().options().stream()
                .filter(option -> NUMBERS.contains(option.type())
                        || option.type() == String.class && LABELS.contains(option.paramLabel()))
                .map(OptionSpec::longestName)
                .filter(name -> !name.equals("--seed"))
                .filter(name -> verb.getCommandName().equals("train") || !name.equals("--resume-step"));
    }

    private static void refusesWhatLiesBeyond(String verb, String name) {
        for (String value : EXTREME) {
            List<String> args = new ArrayList<>(List.of(verb));
            args.addAll(needed.getOrDefault(verb, List.of()));
            if (name.equals("--resume-step")) {
                args.add("--resume=" + home.resolve("teacher.run"));
            }
            args.add(name + "=" + value);
            Dlm.Result result = Dlm.run(args);
            assertThat(result.code()).as(args + "\n" + result.err()).isEqualTo(2);
            assertThat(result.err())
                    .as(String.join(" ", args))
                    .contains("[DLM-", name)
                    .doesNotContain("should not have happened", "\tat ");
        }
    }

    @Test
    void noSentencesAreMadeThatNobodyAskedFor() {
        String model = "--model=" + home.resolve("teacher");
        Dlm.Result result =
                Dlm.runWith("say red\n", "generate", model, "--samples=3", "--candidates=1431655766", "--threads=1");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--candidates: expected a whole number from 1 to 10000, found 1431655766");
        assertThat(Dlm.runWith("say red\n", "generate", model, "--samples=200", "--candidates=200")
                        .err())
                .contains("--samples times --candidates: expected at most 10000 sentences for a source, found 40000");
    }

    @Test
    void networksThatNoArrayHoldsAreRefused() {
        List<String> train = List.of(
                "train",
                "--data=builtin:paraphrase",
                "--out=" + home.resolve("big"),
                "--threads=1",
                "--layers=1",
                "--hidden=16",
                "--width=8",
                "--valid-every=0",
                "--steps=1");
        for (List<String> sizes : List.of(
                List.of("--length=65536"),
                List.of("--length=4096", "--batch=65536"),
                List.of("--heads=16", "--length=20000"))) {
            Dlm.Result result = Dlm.run(train, sizes.toArray(String[]::new));
            assertThat(result.code()).as(sizes + result.err()).isEqualTo(2);
            assertThat(result.err()).contains("[DLM-SIZE-1]", " elements, found the shape [", "Choose smaller batches");
        }
        assertThat(ModelDirectory.load(home.resolve("teacher")).weights()).isNotEmpty();
    }
}
