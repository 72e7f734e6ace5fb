package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users do wrong, and what goes wrong under them: a clear message, an exit code, no half-written model. */
class FailureTest {

    @TempDir
    Path home;

    private Path data;
    private Path out;

    @BeforeEach
    void prepare() {
        data = Dlm.data(home.resolve("data"));
        out = home.resolve("model");
    }

    @Test
    void aBrokenDataLineIsNamedWithFileAndLine() throws IOException {
        Path train = data.resolve("train.jsonl");
        List<String> lines = Files.readAllLines(train);
        lines.set(1, "{\"src\": \"say red\", ");
        lines.set(3, "{\"src\": \"say red\"}");
        Files.write(train, lines);
        Dlm.Result result = Dlm.run(Dlm.train(data, out));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("train.jsonl:2", "train.jsonl:4", "trg")
                .doesNotContain("\tat ");
        assertThat(filesBeside()).containsExactly("data");
    }

    @Test
    void aBrokenValidSplitIsFoundBeforeTheRunBegins() throws IOException {
        Files.writeString(data.resolve("valid.jsonl"), "[]\n");
        Dlm.Result result = Dlm.run(Dlm.train(data, out, "--valid-every=2"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("valid.jsonl:1");
        assertThat(filesBeside()).containsExactly("data");
    }

    @Test
    void aMissingModelIsNamed() {
        String missing = home.resolve("none").toString();
        for (Dlm.Result result : List.of(
                Dlm.run("generate", "--model", missing),
                Dlm.run("evaluate", "--model", missing, "--data", data.toString()),
                Dlm.run(Dlm.distill(Path.of(missing), data, out)))) {
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains(missing, "a model directory", "found nothing");
            assertThat(result.out()).isEmpty();
        }
        assertThat(Dlm.run("generate", "--model", "builtin:paraphrase-studnt").err())
                .contains("DLM-MODEL-1");
        assertThat(filesBeside()).containsExactly("data");
    }

    @Test
    void missingDataIsNamed() {
        Dlm.Result result = Dlm.run(Dlm.train(home.resolve("none"), out));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-DATA-12]", "builtin:paraphrase");
    }

    @Test
    void aVocabularyThatDoesNotFitIsRefused() throws IOException {
        Path vocabulary = Files.writeString(home.resolve("v.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\nsay\nred\n");
        Dlm.Result result = Dlm.run(Dlm.train(data, out, "--vocab=" + vocabulary));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-VOCAB-10]", "v.txt", "unknown", "'green'");
        assertThat(filesBeside()).containsExactly("data", "v.txt");
        assertThat(Dlm.run(Dlm.train(data, out, "--vocab=" + home.resolve("none.txt")))
                        .code())
                .isEqualTo(2);
    }

    @Test
    void aModelOfAnotherLanguageIsRefused() {
        assertThat(Dlm.run(Dlm.train(data, out)).code()).isZero();
        Dlm.Result result = Dlm.run("evaluate", "--model=" + out, "--data=builtin:paraphrase", "--limit=20");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-VOCAB-10]", "model " + out, "the test split of builtin:paraphrase");
        Dlm.Result distilled = Dlm.run(Dlm.distill(out, Path.of("builtin:paraphrase"), home.resolve("student")));
        assertThat(distilled.code()).isEqualTo(2);
        assertThat(home.resolve("student.run")).doesNotExist();
    }

    @Test
    void aFullDiskUnderStandardOutputIsTold() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        assertThat(Dlm.run(Dlm.train(data, out)).code()).isZero();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (OutputStream device = new FileOutputStream(full.toFile())) {
            Console console = new Console(
                    new ByteArrayInputStream("say red\n".getBytes(StandardCharsets.UTF_8)),
                    device,
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    false);
            int code = Main.execute(console, "generate", "--model=" + out + "@ddim:2", "--threads=1");
            assertThat(code).isEqualTo(2);
        } catch (IOException closingFails) {
            assertThat(closingFails).hasMessageContaining("space");
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("[DLM-IO-1] standard output", "a full disk");
    }

    @Test
    void aReaderThatWentAwayIsNoError() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]), gone, new PrintStream(err, true, StandardCharsets.UTF_8), false);
        assertThat(Main.execute(console, "backends")).isEqualTo(141);
        assertThat(err.size()).isZero();
    }

    @Test
    void aFailureOfOursIsShortAndNamesTheTrace() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int code = new Failures(console).executionError(new IllegalStateException("lost my way"), false);
        assertThat(code).isEqualTo(1);
        String text = err.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("IllegalStateException: lost my way").doesNotContain("\tat ");
        Path trace = Path.of(text.replaceFirst("(?s).*stack trace is in (\\S+);.*", "$1"));
        assertThat(trace).content().contains("\tat ");
        assertThat(trace.toFile().delete()).isTrue();
    }

    private List<String> filesBeside() {
        try (Stream<Path> all = Files.list(home)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
