package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproCommandTest {

    @TempDir
    Path home;

    private Path data;
    private Path teacher;
    private Path run;

    @BeforeEach
    void trained() {
        data = Dlm.data(home.resolve("data"));
        teacher = home.resolve("m");
        run = home.resolve("m.run");
        assertThat(Dlm.run(Dlm.train(data, teacher, "--log-every=1")).code()).isZero();
    }

    @Test
    void aTeachersRunRepeats() {
        Dlm.Result result = Dlm.run("repro", run.toString(), "--out=" + home.resolve("again"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("the same, bit for bit: 4 rows");
        assertThat(home.resolve("again")).isDirectoryContaining("glob:**/model.safetensors");
    }

    @Test
    void aDistillationRepeats() {
        Dlm.Result made = Dlm.run(Dlm.distill(teacher, data, home.resolve("s"), "--objective=kd", "--iterations=2"));
        assertThat(made.code()).as(made.err()).isZero();
        Dlm.Result result =
                Dlm.run("repro", home.resolve("s.run").toString(), "--json", "--out=" + home.resolve("again"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("\"exact\":true");
    }

    @Test
    void aDifferenceIsFound() throws IOException {
        Path metrics = run.resolve("metrics.jsonl");
        Files.writeString(metrics, Files.readString(metrics).replaceFirst("\"loss\":", "\"loss\":1"));
        Dlm.Result result = Dlm.run("repro", run.toString(), "--out=" + home.resolve("again"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("metrics.jsonl, row 1");
    }

    @Test
    void aRunLimitedByTimeIsRefused() {
        Dlm.Result made = Dlm.run(
                Dlm.distill(teacher, data, home.resolve("s"), "--objective=kd", "--iterations=1", "--minutes=1"));
        assertThat(made.code()).as(made.err()).isZero();
        Dlm.Result result = Dlm.run("repro", home.resolve("s.run").toString(), "--out=" + home.resolve("again"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("DLM-REPRO-1");
    }
}
