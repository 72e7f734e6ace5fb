package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.train.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String shown(boolean terminal) {
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal);
        ProgressListener progress = new ConsoleProgress(console);
        try (ProgressListener.Stage stage = progress.begin("teacher", "steps", 10)) {
            for (int i = 1; i <= 10; i++) {
                stage.at(i, "loss 0.25");
            }
        }
        progress.say("done");
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTerminalGetsABar() {
        assertThat(shown(true)).contains("teacher", "10/10", "loss 0.25", "done");
    }

    @Test
    void elsewhereAShortJobSaysNothingOnItsWay() {
        assertThat(shown(false).lines()).containsExactly("done");
    }

    @Test
    void aLineTellsHowFarHowFastAndHowLong() {
        assertThat(ConsoleProgress.line("teacher", "steps", 2000, 120, 4.2, "loss 0.31"))
                .isEqualTo("teacher: 120/2000 steps, loss 0.31, 4.2/s, 7m28s left");
        assertThat(ConsoleProgress.line("sid", "steps", 0, 120, 4.2, "")).isEqualTo("sid: 120 steps, 4.2/s");
        assertThat(ConsoleProgress.line("dmd", "steps", 1000, 0, 0, "validating"))
                .isEqualTo("dmd: 0/1000 steps, validating");
        assertThat(ConsoleProgress.line("dmd", "steps", 1000, 10, .25, "")).contains(", 0.25/s, ");
        assertThat(ConsoleProgress.line("teacher", "steps", 100000, 0, 10, "")).endsWith("2h46m40s left");
    }
}
