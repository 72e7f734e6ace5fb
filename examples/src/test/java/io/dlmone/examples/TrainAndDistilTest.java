package io.dlmone.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.text.SentencePair;
import io.dlmone.train.Distiller;
import io.dlmone.train.RunContext;
import io.dlmone.train.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With one engine, one teacher family and no command line on the class path. */
class TrainAndDistilTest {

    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    Path home;

    private Path data;

    @BeforeEach
    void writeData() {
        data = home.resolve("data");
        List<SentencePair> pairs = List.of(
                new SentencePair("how do i cook rice ?", "what is a way to cook rice ?"),
                new SentencePair("how do i cook beans ?", "what is a way to cook beans ?"),
                new SentencePair("how do i bake bread ?", "what is a way to bake bread ?"));
        new DataDirectory(data).write(Map.of(Split.TRAIN, pairs, Split.VALID, pairs, Split.TEST, pairs));
    }

    @Test
    void theProgramTrainsDistilsEvaluatesAndWrites() {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            TrainAndDistil.main(new String[] {data.toString(), home.toString(), "3"});
        } finally {
            System.setOut(before);
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.subList(0, 2)).allMatch(line -> line.contains("bleu"));
        assertThat(lines.get(2)).startsWith("[").endsWith("]");
    }

    @Test
    void jobsThatWereStoppedGoOnBitForBit() throws IOException {
        try (RunContext engine = RunContext.builder().threads(1).open()) {
            assertThat(train("whole").train(engine).finished()).isTrue();
            assertThat(train("parts").train(engine.stoppedBy(after(3))).finished())
                    .isFalse();
            assertThat(home.resolve("parts")).doesNotExist();
            assertThat(train("parts").resume(engine).finished()).isTrue();
            assertThat(weights("parts")).isEqualTo(weights("whole"));
            assertThat(distil("s-whole").distil(engine).finished()).isTrue();
            assertThat(distil("s-parts").distil(engine.stoppedBy(after(3))).finished())
                    .isFalse();
            assertThat(distil("s-parts").resume(engine).finished()).isTrue();
            assertThat(weights("s-parts")).isEqualTo(weights("s-whole"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "picocli.CommandLine",
                "com.google.inject.Guice",
                "ch.qos.logback.classic.Logger",
                "me.tongfei.progressbar.ProgressBar",
                "io.dlmone.cli.Main"
            })
    void nothingOfTheCommandLineIsThere(String name) {
        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }

    private Trainer train(String name) {
        return Trainer.builder(data.toString(), home.resolve(name))
                .with(DiffuSeqSettings.HIDDEN, 16)
                .with(DiffuSeqSettings.LAYERS, 1)
                .with(DiffuSeqSettings.WIDTH, 8)
                .with(DiffuSeqSettings.LENGTH, 24)
                .with(DiffuSeqSettings.BATCH, 4)
                .with(DiffuSeqSettings.STEPS, 6)
                .run(run -> run.logEvery(1).validate(0, 0).checkpointEvery(0))
                .build();
    }

    private Distiller distil(String name) {
        return Distiller.builder(home.resolve("whole").toString(), data.toString(), home.resolve(name))
                .phase("refine", 5)
                .run(run -> run.logEvery(1).validate(5, 2).checkpointEvery(0).keepLast())
                .build();
    }

    private byte[] weights(String name) throws IOException {
        return Files.readAllBytes(home.resolve(name).resolve(WEIGHTS));
    }

    /** Becomes true when it is asked for the n-th time. */
    private static BooleanSupplier after(int n) {
        int[] asked = {0};
        return () -> ++asked[0] >= n;
    }
}
