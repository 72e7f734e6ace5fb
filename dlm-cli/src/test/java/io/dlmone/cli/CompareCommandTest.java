package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

    @TempDir
    Path home;

    private Path data;
    private Path teacher;

    @BeforeEach
    void train() {
        data = Dlm.data(home.resolve("data"));
        teacher = home.resolve("teacher");
        assertThat(Dlm.run(Dlm.train(data, teacher)).code()).isZero();
    }

    private Dlm.Result compare(String objectives, String... more) {
        String[] args = {
            "compare",
            "--teacher=" + teacher,
            "--data=" + data,
            "--out=" + home.resolve("c"),
            "--objectives=" + objectives,
            "--minutes=0.01",
            "--batch=2",
            "--endpoint-steps=2",
            "--valid-limit=2",
            "--limit=2",
            "--samples=2",
            "--threads=1"
        };
        return Dlm.run(List.of(args), more);
    }

    @Test
    void everyObjectiveHasARowBesideTheTeacher() throws IOException {
        Dlm.Result first = compare("kd,progressive");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("nearest input", "teacher (ddim 20)", "teacher (ddim 20, no rounding)");
        assertThat(first.out().lines().map(line -> line.split(" ")[0])).contains("kd", "progressive");
        assertThat(home.resolve("c/report.html")).content().contains("Objectives at equal budgets");
        assertThat(Files.readString(home.resolve("c/progressive/run/config.json")))
                .contains("progressive:*:round=");
        long made = Files.getLastModifiedTime(home.resolve("c/kd/student/model.safetensors"))
                .toMillis();
        Dlm.Result again = compare("kd,consistency", "--json");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains("The student of kd is there already");
        assertThat(again.out().lines()).hasSize(7).last().asString().contains("consistency");
        assertThat(Files.getLastModifiedTime(home.resolve("c/kd/student/model.safetensors"))
                        .toMillis())
                .isEqualTo(made);
    }

    @Test
    void whatIsWrongIsToldBeforeAnythingBegins() {
        Dlm.Result twice = compare("kd,kd:theta-lr=1");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err()).contains("each objective once");
        Dlm.Result unknown = compare("kd,sad");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("sad", "consistency");
        Dlm.Result number = compare("kd,sid:mu=x");
        assertThat(number.code()).isEqualTo(2);
        assertThat(number.err()).contains("--mu");
        assertThat(home.resolve("c")).doesNotExist();
    }
}
