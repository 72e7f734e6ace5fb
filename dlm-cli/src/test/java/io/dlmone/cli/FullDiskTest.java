package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in processes that may not write large files, which fails in the middle as a full disk does. */
class FullDiskTest {

    /**
     * Limits in blocks of 1,024 bytes: less than the data, and more than an engine's library but less than a
     * checkpoint.
     */
    private static final int BELOW_DATA = 16;

    private static final int BELOW_CHECKPOINT = 40_000;

    @TempDir
    Path home;

    @BeforeEach
    void onlyWhereAShellCanLimitFiles() {
        Shell.need();
    }

    @Test
    void noHalfWrittenDataIsLeft() throws Exception {
        Path out = home.resolve("data");
        Dlm.Result result = limited(BELOW_DATA, List.of("data", "paraphrase", "--out=" + out));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-IO-2] " + out, "Nothing was written");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aTrainingThatCannotSaveLeavesNothingInTheWayOfTheSameCommand() throws Exception {
        Path data = Dlm.data(home.resolve("data"));
        Path run = home.resolve("model.run");
        Path first = run.resolve("checkpoints").resolve("step-000000001");
        List<String> command = List.of(
                "train",
                "--data=" + data,
                "--out=" + home.resolve("model"),
                "--hidden=512",
                "--layers=1",
                "--length=16",
                "--batch=1",
                "--steps=2",
                "--threads=1",
                "--valid-every=0",
                "--checkpoint-every=1");
        Dlm.Result failed = limited(BELOW_CHECKPOINT, command);
        assertThat(failed.code()).isEqualTo(2);
        assertThat(failed.err()).contains("[DLM-IO-2] " + first, "Nothing was written");
        assertThat(home.resolve("model")).doesNotExist();
        assertThat(run.resolve("checkpoints")).satisfiesAnyOf(p -> assertThat(p).doesNotExist(), p -> assertThat(p)
                .isEmptyDirectory());
        assertThat(Dlm.run(command).code()).isZero();
        assertThat(ModelDirectory.load(home.resolve("model")).weights()).isNotEmpty();
    }

    private static Dlm.Result limited(int blocks, List<String> arguments) {
        return Shell.run(Path.of(""), "ulimit -f " + blocks + " && exec \"$@\"", arguments);
    }
}
