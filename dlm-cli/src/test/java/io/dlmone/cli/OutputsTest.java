package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.io.Safetensors;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where outputs go: found out before the work, written through where there is no plain file. */
@Timeout(600)
class OutputsTest {

    @TempDir
    static Path shared;

    @TempDir
    Path home;

    private static Path data;
    private static Path model;

    @BeforeAll
    static void train() {
        data = Dlm.data(shared.resolve("data"));
        model = shared.resolve("model");
        assertThat(Dlm.run(Dlm.train(data, model)).code()).isZero();
    }

    @Test
    void scoresAndSentencesGoThroughAPipe() throws Exception {
        Path input = home.resolve("in.safetensors");
        new Safetensors(
                        Map.of(
                                "x_t", Tensor.of(Shape.of(1, 32, 8), new float[256]),
                                "t", Tensor.of(Shape.of(1), new long[] {3})),
                        Map.of())
                .write(input);
        for (List<String> command : List.of(
                List.of("score", "--model=" + model, "--input=" + input),
                List.of("evaluate", "--model=" + model + "@ddim:2", "--data=" + data, "--samples=1"))) {
            Path pipe = home.resolve(command.get(0));
            Shell.need("mkfifo '" + pipe + "'");
            CompletableFuture<byte[]> reader = CompletableFuture.supplyAsync(() -> read(pipe));
            Dlm.Result result = Dlm.run(command, "--output=" + pipe, "--threads=1");
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(reader.get()).hasSizeGreaterThan(100);
            assertThat(Files.isRegularFile(pipe)).isFalse();
        }
    }

    @Test
    void severalSamplesNeedFiles() {
        Path pipe = home.resolve("pipe");
        Shell.need("mkfifo '" + pipe + "'");
        Dlm.Result result =
                Dlm.run("evaluate", "--model=" + model, "--data=" + data, "--samples=2", "--output=" + pipe);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--output", "each of 2 samples");
        assertThat(names(home)).containsExactly("pipe");
    }

    @Test
    void anOutputThatCannotBeWrittenIsRefusedBeforeTheModelIsRead() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");
        String missing = home.resolve("no-model").toString();
        for (Path output : List.of(home, file.resolve("out"))) {
            for (Dlm.Result result : List.of(
                    Dlm.run("score", "--model", missing, "--input", "none", "--output", output.toString()),
                    Dlm.run("evaluate", "--model", missing, "--data", "none", "--output", output.toString()))) {
                assertThat(result.code()).isEqualTo(2);
                assertThat(result.err()).contains("[DLM-IO-", output.toString());
            }
        }
        assertThat(names(home)).containsExactly("file");
    }

    @Test
    void aModelThatCannotBeWrittenIsRefusedBeforeTheRunBegins() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");
        Path run = home.resolve("run");
        for (Path out : List.of(file, file.resolve("model"), Path.of("/proc/self/x/model"))) {
            for (Dlm.Result result : List.of(
                    Dlm.run(Dlm.train(data, out, "--run=" + run)),
                    Dlm.run(Dlm.distill(model, data, out, "--run=" + run)),
                    Dlm.run("import", "--checkpoint=none.pt", "--out=" + out),
                    Dlm.run("ngrams", "--model=none", "--data=none", "--out=" + out),
                    Dlm.run("export", "--model=none", "--out=" + out),
                    Dlm.run("compare", "--teacher=none", "--data=none", "--minutes=1", "--out=" + out),
                    Dlm.run("demo", "--teacher=none", "--out=" + out))) {
                assertThat(result.code()).isEqualTo(2);
                assertThat(result.err()).containsPattern("\\[DLM-IO-[235]]|\\[DLM-SETTING-2] --out");
            }
        }
        assertThat(names(home)).containsExactly("file");
    }

    @Test
    void aRunWithinTheModelsDirectoryIsRefused() {
        Dlm.Result result = Dlm.run(Dlm.train(data, home, "--run=" + home.resolve("run")));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--run", "outside of --out");
        assertThat(names(home)).isEmpty();
    }

    @Test
    void theCurrentDirectoryIsWrittenInto() throws IOException {
        Shell.need();
        Path here = Files.createDirectory(home.resolve("here"));
        Object before = Files.getAttribute(here, "unix:ino");
        Dlm.Result result = Shell.run(here, "\"$@\" && touch mark", Dlm.train(data, Path.of(".")));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.getAttribute(here, "unix:ino")).isEqualTo(before);
        assertThat(names(here)).contains("config.json", "model.safetensors", "mark");
        assertThat(names(home)).containsExactly("here", "here.run");
        Files.delete(here.resolve("mark"));
    }

    @Test
    void dataIsReplacedInTheCurrentDirectory() throws IOException {
        Shell.need();
        Path here = Files.createDirectory(home.resolve("here"));
        Object before = Files.getAttribute(here, "unix:ino");
        List<String> command = List.of("data", "paraphrase", "--out=.");
        Dlm.Result result = Shell.run(here, "\"$@\" && \"$@\" --seed=2 && touch mark", command);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.getAttribute(here, "unix:ino")).isEqualTo(before);
        assertThat(names(here)).containsExactly("mark", "test.jsonl", "train.jsonl", "valid.jsonl");
    }

    @Test
    void aMountedVolumeTakesTheModelOrKeepsTheRun() throws IOException {
        Path volume = Files.createDirectory(home.resolve("volume"));
        Shell.need("mount -t tmpfs -o size=16k none '" + volume + "'");
        Dlm.Result full;
        try {
            full = Dlm.run(Dlm.train(data, volume));
        } finally {
            Shell.need("umount '" + volume + "'");
        }
        assertThat(full.code()).isEqualTo(2);
        assertThat(full.err()).contains("[DLM-IO-1] " + volume, "continue it with --resume: " + volume + ".run");
        Shell.need("mount -t tmpfs none '" + volume + "'");
        try {
            Dlm.Result again = Dlm.run("train", "--resume=" + volume + ".run");
            assertThat(again.code()).as(again.err()).isZero();
            assertThat(names(volume)).contains("config.json", "model.safetensors");
        } finally {
            Shell.need("umount '" + volume + "'");
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
