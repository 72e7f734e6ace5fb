package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dlmone.bundle.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process of the command is interrupted in the middle of training, and its run is continued. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class InterruptionTest {

    private static final Path ENV = Path.of("/usr/bin/env");
    private static final String[] STEPS = {"--steps=400", "--log-every=1", "--valid-every=50", "--valid-limit=2"};

    @TempDir
    Path home;

    @Test
    void ctrlCSavesTheRunAndResumeEndsWhereAnUninterruptedRunEnds() throws Exception {
        assumeThat(ENV).exists();
        Path data = Dlm.data(home.resolve("data"));
        Path out = home.resolve("teacher");
        Path run = home.resolve("teacher.run");
        Path err = home.resolve("err.txt");
        List<String> command = new ArrayList<>(List.of(ENV.toString(), "--default-signal=INT"));
        command.addAll(java());
        command.addAll(Dlm.train(data, out, STEPS));
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        awaitSteps(run.resolve("metrics.jsonl"), process, err);
        interrupt(process);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String talk = Files.readString(err);
        assertThat(process.exitValue()).as(talk).isEqualTo(130);
        assertThat(talk).contains("Stopped after step", "Go on with: dlm train --resume " + run);
        assertThat(out).doesNotExist();

        Dlm.Result resumed = Dlm.run("train", "--resume", run.toString());
        assertThat(resumed.code()).as(resumed.err()).isZero();
        Path whole = home.resolve("whole");
        assertThat(Dlm.run(Dlm.train(data, whole, STEPS)).code()).isZero();
        assertThat(ModelDirectory.load(out).weights())
                .isEqualTo(ModelDirectory.load(whole).weights());
        assertThat(steps(run)).isEqualTo(steps(home.resolve("whole.run")));
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
    }

    private static void awaitSteps(Path metrics, Process process, Path err) throws Exception {
        while (!Files.exists(metrics) || Files.readAllLines(metrics).size() < 3) {
            assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
            Thread.sleep(5);
        }
    }

    private static void interrupt(Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** What the metrics tell, without the times. */
    private static List<String> steps(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll("\"seconds\":[0-9.E-]+,", ""))
                .toList();
    }
}
