package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.inject.Guice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"train", "import", "distill", "generate", "evaluate", "score", "backends", "data"})
    void everyVerbExplainsItself(String verb) {
        Dlm.Result result = Dlm.run(verb, "--help");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Usage: dlm " + verb, "--help");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void aVerbAloneIsWhatItIsAmongTheOthers() {
        Console console = Console.ofProcess();
        Main.commandLine().getSubcommands().forEach((name, among) -> {
            CommandLine alone =
                    Main.commandLine(Guice.createInjector(new CliModule(console)), new Failures(console), name);
            assertThat(alone.getSubcommands()).containsOnlyKeys(name);
            assertThat(alone.getSubcommands().get(name).getUsageMessage()).isEqualTo(among.getUsageMessage());
        });
    }

    /** The parser formats what it prints: a lone percent sign gives a warning with every start of the verb. */
    @Test
    void everyDescriptionIsAFormatWithoutArguments() {
        formatAll(Main.commandLine());
    }

    private static void formatAll(CommandLine command) {
        Stream.concat(
                        Stream.of(command.getCommandSpec().usageMessage().description()),
                        command.getCommandSpec().args().stream().flatMap(each -> Stream.of(each.description())))
                .forEach(text -> assertThatCode(() -> String.format(Locale.ROOT, text))
                        .as(text)
                        .doesNotThrowAnyException());
        command.getSubcommands().values().forEach(CommandLineTest::formatAll);
    }

    @Test
    void helpTellsDefaultsAndRanges() {
        assertThat(Dlm.run("train", "--help").out())
                .contains(
                        "Default: 0.0025", "Default: 20000", "a number from 0.0", "--resume", "--backend", "--threads");
        assertThat(Dlm.run("distill", "--help").out()).contains("kd:4000:theta-lr=1e-3", "sigma/alpha is 2.50");
    }

    @ParameterizedTest
    @CsvSource({
        "train --stepz 3,          '--stepz', '--steps'",
        "evaluate --dta x,         '--dta', '--data'",
        "trian,                    'trian', 'train'",
        "data paraphrse,           'paraphrse', 'paraphrase'",
        "train --data d --out o --keep bst, 'bst', 'best'",
    })
    void aSlipIsNamed(String line, String found, String meant) {
        Dlm.Result result = Dlm.run(line.strip().split(" "));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("found '" + found + "'", "Did you mean '" + meant + "'?");
    }

    @Test
    void whatIsMissingIsNamed() {
        Dlm.Result result = Dlm.run("train", "--steps", "3");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-FLAG-3] dlm train: expected --data, --out, found nothing");
    }

    @Test
    void allNumbersOutOfRangeAreToldAtOnceOnLinesOfTheirOwn() {
        Dlm.Result result =
                Dlm.run("train", "--data=d", "--out=o", "--steps=0", "--lr=-1", "--dropout=1", "--time-sampling=often");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(4).allMatch(line -> line.startsWith("dlm: [DLM-SETTING-2] --"));
    }

    @Test
    void aValueOfTheWrongKindIsRefused() {
        Dlm.Result result = Dlm.run("train", "--data=d", "--out=o", "--steps=many");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--steps", "many").doesNotContain("\tat ");
    }

    @Test
    void aConfigurationWithUnknownKeysIsRefusedWithAllOfThem() throws IOException {
        Path config = Files.writeString(home.resolve("c.json"), "{\"stepz\": 3, \"lr\": 0.1, \"colour\": \"red\"}");
        Dlm.Result result = Dlm.run("train", "--config", config.toString());
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(2);
        assertThat(result.err()).contains("key stepz", "Did you mean 'steps'?", "key colour");
    }

    @Test
    void aConfigurationThatIsNoJsonIsRefused() throws IOException {
        Path config = Files.writeString(home.resolve("c.json"), "{\"steps\": 3,\n oops}");
        Dlm.Result result = Dlm.run("train", "--config=" + config);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("c.json", "line 2").doesNotContain("\tat ");
        assertThat(Dlm.run("train", "--config=" + home.resolve("none.json")).code())
                .isEqualTo(2);
    }

    @Test
    void dataWritesTheBuiltinTask() {
        Path out = home.resolve("data");
        Dlm.Result result = Dlm.run("data", "paraphrase", "--out", out.toString(), "--seed", "3");
        assertThat(result.code()).isZero();
        assertThat(out).isDirectoryContaining("glob:**/train.jsonl").isDirectoryContaining("glob:**/test.jsonl");
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("Wrote");
    }

    @Test
    void backendsAreListed() throws IOException {
        JsonNode all = new ObjectMapper().readTree(Dlm.run("backends", "--json").out());
        assertThat(all.findValuesAsText("name")).containsExactlyInAnyOrder("djl", "onnx", "tf");
        all.forEach(one -> assertThat(one.fieldNames())
                .toIterable()
                .containsExactly("name", "engine", "devices", "precisions", "capabilities", "usable", "reason"));
        assertThat(Dlm.run("backends").out()).contains("onnx", "ONNX Runtime");
    }

    @Test
    void anUnknownBackendIsRefused() {
        Dlm.Result result = Dlm.run("generate", "--backend", "abacus");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("abacus", "onnx");
    }
}
