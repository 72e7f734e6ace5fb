package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dlmone.backend.Backend;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.error.UserException;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.text.SentencePair;
import io.dlmone.train.compare.Comparison;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objectives are compared from Java, and a comparison that was stopped goes on. */
class ComparisonTest {

    @TempDir
    Path home;

    private Comparison.Builder comparison(String teacher, String data) {
        return Comparison.builder(teacher, data, home.resolve("out"))
                .objective("progressive")
                .with(DistillationSettings.BATCH, 2)
                .minutes(0.02)
                .limit(1)
                .samples(1)
                .run(run -> run.validate(5, 1));
    }

    @Test
    void aStoppedComparisonGoesOnWithTheRoundsThatItBeganWith() {
        Path data = home.resolve("data");
        List<SentencePair> rows = List.of(new SentencePair("one fish", "a fish"), new SentencePair("two fish", "fish"));
        new DataDirectory(data).write(Map.of(Split.TRAIN, rows, Split.VALID, rows, Split.TEST, rows));
        Path teacher = home.resolve("teacher");
        Jobs.train(data, teacher, false, () -> false, RunStart.NEW);
        Comparison comparison = comparison(teacher.toString(), data.toString()).build();
        try (Backend backend = Jobs.open()) {
            RunContext context = RunContext.quiet(backend, Jobs.ENGINE);
            assertThat(comparison.compare(context.stoppedBy(Jobs.after(6)))).isEmpty();
            Path run = home.resolve("out/progressive/run");
            Object begun = recipe(run);
            assertThat(begun).asString().startsWith("progressive:*:round=");
            List<SystemResult> systems = comparison.compare(context).orElseThrow();
            assertThat(systems).extracting(SystemResult::name).contains("nearest input", "progressive");
            assertThat(recipe(run)).isEqualTo(begun);
            assertThat(home.resolve("out/report.html")).exists();
        }
    }

    private static Object recipe(Path run) {
        return RunDirectory.recordedConfig(run, DistillRun.VERB, OptionalLong.empty())
                .get("recipe");
    }

    @Test
    void aTeacherWithoutStudentsNeedsAnother() {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> Comparison.builder("t", "d", home).build())
                .withMessageContaining("several teachers to be compared without");
        Comparison.builder("t", "d", home).teacher("u").minutes(0).build();
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() ->
                        Comparison.builder("t", "d", home).teacher("x/../t").build())
                .withMessageContaining("each teacher once")
                .withMessageContaining("t and x/../t");
    }

    @Test
    void whatDoesNotFitIsTold() {
        Comparison.Builder wrong = comparison("t", "d")
                .objective("progressive")
                .objective(Phase.ofUpdates("kd", 3))
                .minutes(0)
                .samples(0);
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(wrong::build)
                .satisfies(e -> assertThat(e.problems()).hasSize(4))
                .withMessageContaining("each objective once")
                .withMessageContaining("kd:3");
    }
}
