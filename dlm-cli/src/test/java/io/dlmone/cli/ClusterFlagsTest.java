package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flags by which workers share a training, with threads in the place of Spark. */
class ClusterFlagsTest {

    @TempDir
    Path home;

    @Test
    void workersShareTrainingAndDistilling() throws Exception {
        Path data = Dlm.data(home.resolve("data"));
        Path one = home.resolve("one");
        Path two = home.resolve("two");
        assertThat(Dlm.run(Dlm.train(data, one, "--microbatch=2")).code()).isZero();
        Dlm.Result shared = Dlm.run(Dlm.train(data, two, "--microbatch=2", "--spark=threads", "--workers=2"));
        assertThat(shared.code()).as(shared.err()).isZero();
        assertThat(shared.err()).contains("2 workers on threads");
        assertThat(ModelDirectory.load(two).weights())
                .isEqualTo(ModelDirectory.load(one).weights());
        assertThat(Files.readString(home.resolve("two.run/config.json")))
                .contains("\"spark\"", "\"workers\"")
                .doesNotContain("outer-lr");
        Dlm.Result student = Dlm.run(Dlm.distill(
                two,
                data,
                home.resolve("student"),
                "--objective=kd",
                "--iterations=4",
                "--microbatch=2",
                "--spark=threads",
                "--workers=2",
                "--local-steps=2"));
        assertThat(student.code()).as(student.err()).isZero();
        assertThat(Files.readString(home.resolve("student.run/config.json")))
                .contains("\"local-steps\"", "\"outer-lr\"");
    }

    @Test
    void flagsOfClustersThatSayNothingAreRefused() throws Exception {
        Path data = Dlm.data(home.resolve("data"));
        Dlm.Result result = Dlm.run(Dlm.train(data, home.resolve("out"), "--workers=0", "--local-steps=2"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--workers", "--local-steps", "--spark");
        Dlm.Result ignored = Dlm.run(Dlm.train(data, home.resolve("out"), "--workers=2", "--outer-lr=1"));
        assertThat(ignored.code()).isEqualTo(2);
        assertThat(ignored.err())
                .contains("--workers: expected 1 without --spark", "--outer-lr: expected --local-steps");
        assertThat(home.resolve("out.run")).doesNotExist();
    }
}
