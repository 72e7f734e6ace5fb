package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillCommandTest {

    @TempDir
    Path home;

    private Path data;
    private Path teacher;

    @BeforeEach
    void prepare() {
        data = Dlm.data(home.resolve("data"));
        teacher = home.resolve("teacher");
        assertThat(Dlm.run(Dlm.train(data, teacher)).code()).isZero();
    }

    @Test
    void aStudentCanBeginWithTheWeightsOfAnother() {
        ModelBundle model = ModelDirectory.load(teacher);
        Map<String, Tensor> changed = new LinkedHashMap<>(model.weights());
        changed.computeIfPresent(
                "output_down_proj.2.bias",
                (name, bias) -> Tensor.of(bias.shape(), new float[bias.shape().size()]));
        Path first = home.resolve("first");
        ModelDirectory.save(
                first,
                new ModelBundle(
                        model.architecture(),
                        model.tokenizer(),
                        changed,
                        Role.STUDENT,
                        GenerationConfig.student(1976),
                        "a student"));
        Path second = home.resolve("second");
        Dlm.Result result = Dlm.run(Dlm.distill(
                teacher, data, second, "--objective=kd", "--iterations=1", "--theta-lr=1e-12", "--init=" + first));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(ModelDirectory.load(second).weights()).isEqualTo(changed).isNotEqualTo(model.weights());
        assertThat(ModelDirectory.load(second).card()).contains("| init |", "initialWeights");
    }

    @Test
    void aPresetCanSayWhichStudentIsKept() throws IOException {
        Path out = home.resolve("small");
        Dlm.Result result = Dlm.run(Dlm.distill(
                teacher, data, out, "--preset=small", "--recipe=kd:2", "--noise-codebook=4", "--report-sources=0"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.readString(home.resolve("small.run/config.json"))).contains("\"keep\" : \"last\"");
        Path other = home.resolve("other");
        result = Dlm.run(Dlm.distill(teacher, data, other, "--objective=kd", "--iterations=1", "--keep=lats"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--keep: expected", "Did you mean 'last'?");
    }

    @Test
    void aStudentOfAnotherTeacherIsNoBeginning() {
        Path other = home.resolve("other");
        assertThat(Dlm.run(Dlm.train(data, other, "--seed=9")).code()).isZero();
        Path out = home.resolve("out");
        Dlm.Result result =
                Dlm.run(Dlm.distill(teacher, data, out, "--objective=kd", "--iterations=1", "--init=" + other));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--init: expected", "embeddings of " + teacher, "found " + other);
        assertThat(home.resolve("out.run")).doesNotExist();
    }

    @Test
    void settingsThatDoNotFitTogetherAreToldAtOnceAndBeforeTheRunBegins() {
        Path out = home.resolve("out");
        Dlm.Result result = Dlm.run(Dlm.distill(
                teacher,
                data,
                out,
                "--recipe=kd:1:endpoint-coupling=matched,sid:1:min-time=900:max-time=800,progressive:1:progressive-steps=3",
                "--initial-time=1976",
                "--noise-codebook=3"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains(
                        "phase kd: --noise-codebook: expected at least 2 vectors that divide the 4",
                        "phase sid: --min-time: expected less noisy than max-time",
                        "phase progressive: --progressive-steps: expected a power of two");
        assertThat(home.resolve("out.run")).doesNotExist();
    }
}
