package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are stopped and continued end bit by bit where one ends that was not. */
class ResumeTest {

    private static final BooleanSupplier NEVER = () -> false;

    @TempDir
    Path home;

    private Path data;

    @BeforeEach
    void data() {
        List<SentencePair> rows = new ArrayList<>();
        for (String a : List.of("red", "green", "blue")) {
            for (String b : List.of("fish", "bird")) {
                rows.add(new SentencePair("one " + a + " " + b, "a " + b + " in " + a));
            }
        }
        data = home.resolve("data");
        new DataDirectory(data).write(Map.of(Split.TRAIN, rows, Split.VALID, rows, Split.TEST, rows));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 6, 8, 9, 13})
    void aTeacherMayBeStoppedAnywhere(int asked) {
        Path whole = home.resolve("whole");
        assertThat(Jobs.train(data, whole, true, NEVER, RunStart.NEW).finished())
                .isTrue();
        Path parts = home.resolve("parts");
        RunOutcome outcome = Jobs.train(data, parts, true, Jobs.after(asked), RunStart.NEW);
        assertThat(outcome.finished()).isFalse();
        assertThat(parts).doesNotExist();
        outcome = Jobs.train(data, parts, true, NEVER, RunStart.NEWEST);
        assertThat(outcome.finished()).isTrue();
        assertThat(weights(parts)).isEqualTo(weights(whole));
        assertThat(validations(outcome)).containsExactly(5L, 10L, 12L);
    }

    /** Nothing that so small a network writes is right, so no validation is better than the first. */
    @Test
    void aRunEndsWhenItsPatienceDoes() {
        RunOptions.Builder how = Jobs.every(0, 5, 3, 0)
                .logEvery(5)
                .keepBest(SelectionMetric.EXACT)
                .patience(2);
        Path early = home.resolve("early");
        RunOutcome outcome = Jobs.train(data, early, 40, how, NEVER, RunStart.NEW);
        assertThat(outcome.finished()).isTrue();
        assertThat(validations(outcome)).containsExactly(5L, 10L, 15L);
        assertThat(outcome.best()).containsEntry("exact", 0.0).containsKey("tokens");
        Path parts = home.resolve("parts");
        assertThat(Jobs.train(data, parts, 40, how, Jobs.after(12), RunStart.NEW)
                        .finished())
                .isFalse();
        assertThat(Jobs.train(data, parts, 40, how, NEVER, RunStart.NEWEST).step())
                .isEqualTo(15);
        assertThat(weights(parts)).isEqualTo(weights(early));
    }

    @Test
    void aTeacherThatBeganWithAModelMayBeStopped() {
        Path model = home.resolve("model");
        Jobs.train(data, model, false, NEVER, RunStart.NEW);
        Path whole = home.resolve("whole");
        Path parts = home.resolve("parts");
        assertThat(Jobs.trainFrom(model, data, whole, NEVER, RunStart.NEW).finished())
                .isTrue();
        assertThat(Jobs.trainFrom(model, data, parts, Jobs.after(3), RunStart.NEW)
                        .finished())
                .isFalse();
        assertThat(Jobs.trainFrom(model, data, parts, NEVER, RunStart.NEWEST).finished())
                .isTrue();
        assertThat(weights(parts)).isEqualTo(weights(whole)).isNotEqualTo(weights(model));
    }

    @Test
    void aTeacherMayBeStoppedAgainAndAgain() {
        Path out = home.resolve("teacher");
        RunOutcome outcome = Jobs.train(data, out, false, Jobs.after(2), RunStart.NEW);
        while (!outcome.finished()) { // far enough each time for a validation, which asks at each of its 20 calls
            outcome = Jobs.train(data, out, false, Jobs.after(26), RunStart.NEWEST);
        }
        Path whole = home.resolve("whole");
        Jobs.train(data, whole, false, NEVER, RunStart.NEW);
        assertThat(weights(out)).isEqualTo(weights(whole));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 9, 12})
    void aDistillationMayBeStoppedInAnyPhase(int asked) {
        Path teacher = home.resolve("teacher");
        Jobs.train(data, teacher, false, NEVER, RunStart.NEW);
        Phase[] recipe = {
            Phase.ofUpdates("kd", 3).with("microbatch", "2"),
            Phase.ofUpdates("sid", 2).with("batch", "2").with("microbatch", "1"),
            Phase.ofUpdates("kd", 2)
        };
        Path whole = home.resolve("whole");
        RunOutcome outcome = distill(teacher, whole, recipe).run(0, NEVER, RunStart.NEW);
        assertThat(outcome.finished()).isTrue();
        assertThat(outcome.step()).isEqualTo(7);
        assertThat(validations(outcome)).containsExactly(0L, 2L, 4L, 6L, 7L);
        ModelBundle student = ModelDirectory.load(whole);
        assertThat(student.role()).isEqualTo(Role.STUDENT);
        assertThat(student.card())
                .contains("kd:3:microbatch=2,sid:2:batch=2:microbatch=1,kd:2")
                .containsPattern("\\| step \\| [02467] \\|");

        Path parts = home.resolve("parts");
        assertThat(distill(teacher, parts, recipe)
                        .run(0, Jobs.after(asked), RunStart.NEW)
                        .finished())
                .isFalse();
        RunOutcome resumed = distill(teacher, parts, recipe).run(0, NEVER, RunStart.NEWEST);
        assertThat(resumed.finished()).isTrue();
        assertThat(weights(parts)).isEqualTo(weights(whole));
        assertThat(resumed.best()).isEqualTo(outcome.best());
        assertThat(losses(resumed)).isEqualTo(losses(outcome));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60})
    void theBestByTheJointScoreIsKept(int asked) {
        Path teacher = home.resolve("teacher");
        Jobs.train(data, teacher, false, NEVER, RunStart.NEW);
        RunOptions.Builder joint = Jobs.every(1, 2, 3, 0).keepBy(SelectionMetric.JOINT);
        RunOutcome outcome = distill(teacher, home.resolve("whole"), Phase.ofUpdates("kd", 6))
                .run(joint, NEVER, RunStart.NEW);
        List<Double> scores = outcome.metrics().stream()
                .filter(row -> row instanceof MetricsRow.Validated)
                .map(row -> row.values().get("joint"))
                .toList();
        assertThat(scores).hasSize(4);
        assertThat(outcome.best().get("joint")).isEqualTo(Collections.max(scores));
        assertThat(outcome.best()).containsKeys("bleu", "div4", "selfBleu", "joint");
        RunOutcome varied = distill(teacher, home.resolve("varied"), Phase.ofUpdates("kd", 2))
                .run(Jobs.every(1, 2, 3, 0).keepBy(SelectionMetric.VARIETY), NEVER, RunStart.NEW);
        assertThat(varied.best()).containsKeys("bleu", "variety").doesNotContainKey("joint");

        Path parts = home.resolve("parts");
        RunOutcome stopped =
                distill(teacher, parts, Phase.ofUpdates("kd", 6)).run(joint, Jobs.after(asked), RunStart.NEW);
        assertThat(stopped.finished()).isFalse();
        RunOutcome resumed = distill(teacher, parts, Phase.ofUpdates("kd", 6)).run(joint, NEVER, RunStart.NEWEST);
        assertThat(resumed.best()).isEqualTo(outcome.best());
        assertThat(weights(parts)).isEqualTo(weights(home.resolve("whole")));
    }

    /** Scoring a teacher takes many calls before the first update. */
    @Test
    void theScoringOfTheTeacherIsShown() {
        Path teacher = home.resolve("teacher");
        Jobs.train(data, teacher, false, NEVER, RunStart.NEW);
        DistillOptions options = distill(teacher, home.resolve("out"), Phase.ofUpdates("kd", 2))
                .options(0, Jobs.every(1, 2, 3, 0).keepBy(SelectionMetric.JOINT));
        List<String> notes = new ArrayList<>();
        ProgressListener listener = new ProgressListener() {
            @Override
            public void say(String line) {}

            @Override
            public Stage begin(String name, String unit, long total) {
                return (done, note) -> notes.add(done + " " + note);
            }
        };
        try (Backend backend = Jobs.open()) {
            new DistillRun(options, new RunContext(backend, Jobs.ENGINE, listener, NEVER), Clock.systemUTC())
                    .run(RunStart.NEW);
        }
        assertThat(notes)
                .contains("0 scoring the teacher: 20 of 60 network calls", "0 validating: 3 of 3 network calls")
                .anyMatch(note -> note.startsWith("1 kd loss"));
    }

    /** The run keeps the state of its end whichever student it has written. */
    @Test
    void theLastStudentCanBeKeptAndStillBeTakenFromAFinishedRun() throws IOException {
        Path teacher = home.resolve("teacher");
        Jobs.train(data, teacher, false, NEVER, RunStart.NEW);
        RunOutcome last =
                distill(teacher, home.resolve("last"), Phase.ofUpdates("kd", 6)).keepLast(RunStart.NEW);
        assertThat(last.best().get("bleu")).isEqualTo(validated(last, 6));

        Path again = home.resolve("again");
        RunOutcome best = distill(teacher, again, Phase.ofUpdates("kd", 6)).run(0, NEVER, RunStart.NEW);
        assertThat(best.best().get("bleu")).isGreaterThanOrEqualTo(last.best().get("bleu"));
        Files.move(again, home.resolve("best"));
        RunOutcome taken = distill(teacher, again, Phase.ofUpdates("kd", 6)).keepLast(RunStart.NEWEST);
        assertThat(taken.best()).isEqualTo(last.best());
        assertThat(weights(again)).isEqualTo(weights(home.resolve("last")));
    }

    private static Object validated(RunOutcome outcome, long step) {
        return outcome.metrics().stream()
                .filter(row -> row instanceof MetricsRow.Validated && row.step() == step)
                .map(row -> row.values().get("bleu"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTimeOfARunIsLimited() {
        Path teacher = home.resolve("teacher");
        Jobs.train(data, teacher, false, NEVER, RunStart.NEW);
        RunOutcome outcome = distill(
                        teacher, home.resolve("student"), Phase.ofUpdates("kd", 2), Phase.untilTheEnd("kd"))
                .run(0.01, NEVER, RunStart.NEW);
        assertThat(outcome.finished()).isTrue();
        assertThat(outcome.model()).isDirectory();
    }

    private Jobs.Distill distill(Path teacher, Path out, Phase... recipe) {
        return Jobs.distill(teacher.toString(), data.toString(), out, recipe);
    }

    private static Object weights(Path model) {
        return ModelDirectory.load(model).weights();
    }

    private static List<Object> validations(RunOutcome outcome) {
        return outcome.metrics().stream()
                .filter(row -> row instanceof MetricsRow.Validated)
                .<Object>map(row -> row.step())
                .toList();
    }

    private static List<Object> losses(RunOutcome outcome) {
        return outcome.metrics().stream()
                .filter(row -> row instanceof MetricsRow.Trained)
                .<Object>map(row -> List.of(row.step(), row.values().get("loss")))
                .toList();
    }
}
