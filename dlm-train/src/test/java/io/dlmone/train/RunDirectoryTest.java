package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import io.dlmone.tensor.DType;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged checkpoints, two jobs in one directory, updates that are not finite. */
class RunDirectoryTest {

    private static final BooleanSupplier NEVER = () -> false;
    private static final RunOptions.Builder OFTEN = Jobs.every(2, 0, 2, 2);

    @TempDir
    Path home;

    private Path data;
    private Path out;
    private Path run;

    @BeforeEach
    void data() {
        List<SentencePair> rows = List.of(new SentencePair("one red fish", "a fish in red"));
        data = home.resolve("data");
        new DataDirectory(data).write(Map.of(Split.TRAIN, rows, Split.VALID, rows, Split.TEST, rows));
        out = home.resolve("model");
        run = RunOptions.beside(out);
    }

    /** Stops after six updates: checkpoints of the steps 4 and 6 are kept. */
    private void stopAfterSix() {
        assertThat(Jobs.train(data, out, 10, OFTEN, Jobs.after(7), RunStart.NEW).finished())
                .isFalse();
        assertThat(new Checkpoints(run.resolve("checkpoints")).steps()).containsExactly(4L, 6L);
    }

    private Path newest(String file) {
        return run.resolve("checkpoints").resolve("step-000000006").resolve(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.safetensors", "checkpoint.json"})
    void aDamagedCheckpointIsNamedAndTheOneBeforeOffered(String file) throws IOException {
        stopAfterSix();
        byte[] bytes = Files.readAllBytes(newest(file));
        bytes[bytes.length / 2] ^= 4;
        Files.write(newest(file), bytes);
        assertThatThrownBy(() -> Jobs.train(data, out, 10, OFTEN, NEVER, RunStart.NEWEST))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-RUN-5")
                .hasMessageContaining("step-000000006")
                .hasMessageContaining("another content of " + file)
                .hasMessageContaining("setting resume-step 4");
        RunStart before = new RunStart(true, OptionalLong.of(4));
        assertThat(Jobs.train(data, out, 10, OFTEN, NEVER, before).finished()).isTrue();
        Path whole = home.resolve("whole");
        Jobs.train(data, whole, 10, OFTEN, NEVER, RunStart.NEW);
        assertThat(ModelDirectory.load(out).weights())
                .isEqualTo(ModelDirectory.load(whole).weights());
        assertThat(new Checkpoints(run.resolve("checkpoints")).steps()).containsExactly(8L, 10L);
    }

    /** Attention over so many positions has more elements than a tensor can have, which shows when it is built. */
    @Test
    void aRunThatWasRefusedBeforeItsFirstUpdateLeavesNothingBehind() throws IOException {
        assertThatThrownBy(() -> Jobs.trainOfLength(100_000, data, out, run))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-SIZE-1");
        assertThat(run).doesNotExist();
        Files.createDirectories(run);
        Files.writeString(run.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> Jobs.trainOfLength(100_000, data, out, run)).isInstanceOf(UserException.class);
        assertThat(run).isDirectoryContaining("glob:**notes.txt");
        assertThat(run.toFile().list()).hasSize(1);
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        stopAfterSix();
        Files.delete(newest("state.safetensors"));
        assertThatThrownBy(() -> Jobs.train(data, out, 10, OFTEN, NEVER, RunStart.NEWEST))
                .hasMessageContaining("no file state.safetensors");
        Files.delete(newest("SHA256SUMS"));
        assertThatThrownBy(() -> Jobs.train(data, out, 10, OFTEN, NEVER, RunStart.NEWEST))
                .hasMessageContaining("files that cannot be read");
    }

    @Test
    void aStepWithoutCheckpointIsNamed() {
        stopAfterSix();
        RunStart other = new RunStart(true, OptionalLong.of(5));
        assertThatThrownBy(() -> Jobs.train(data, out, 10, OFTEN, NEVER, other))
                .hasMessageContaining("DLM-RUN-7")
                .hasMessageContaining("[4, 6]");
    }

    @Test
    void twoJobsCannotShareADirectory() {
        try (RunLock mine = RunLock.take(run)) {
            assertThatThrownBy(() -> Jobs.train(data, out, 10, OFTEN, NEVER, RunStart.NEW))
                    .hasMessageContaining("DLM-RUN-8")
                    .hasMessageContaining(run.toString());
        }
        assertThat(Jobs.train(data, out, 10, OFTEN, NEVER, RunStart.NEW).finished())
                .isTrue();
    }

    @Test
    void updatesThatAreNotFiniteAreSkippedThenEndTheRun() {
        RunOptions.Builder two = Jobs.every(1, 0, 2, 2).maxSkipped(2);
        assertThatThrownBy(() -> Jobs.train(data, out, 20, 1e20, two, NEVER, RunStart.NEW))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-TRAIN-1")
                .hasMessageContaining("teacher-step: not finite")
                .hasMessageContaining("non-finite.json");
        assertThat(out).doesNotExist();
        Map<String, Object> dump = JsonFile.read(run.resolve("non-finite.json"), "a report");
        assertThat(dump).containsEntry("skipped", 3).containsEntry("update", "teacher-step");
        long step = ((Number) dump.get("step")).longValue();
        Checkpoints checkpoints = new Checkpoints(run.resolve("checkpoints"));
        assertThat(checkpoints.steps()).contains(step);
        Checkpoint kept = checkpoints.load(step);
        kept.state().forEach((name, t) -> {
            if (t.type() == DType.FLOAT32) {
                assertThat(finite(t.floats())).as("finite: " + name).isTrue();
            }
        });
        assertThat(kept.position().skipped()).isEqualTo(3);
    }

    private static boolean finite(float[] values) {
        for (float v : values) {
            if (!Float.isFinite(v)) {
                return false;
            }
        }
        return true;
    }
}
