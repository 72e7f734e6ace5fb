package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs killed without warning, again and again, end bit by bit where one ends that never was. The number of kills is
 * set with {@code -Ddlm.kills=N}.
 */
class KillTest {

    static final int STEPS = 900;
    private static final int KILLS = Integer.getInteger("dlm.kills", 3);
    private static final int LONGEST_MILLIS = 120;

    @TempDir
    Path home;

    private Path data;

    @BeforeEach
    void data() {
        List<SentencePair> rows = new ArrayList<>();
        for (String a : List.of("red", "green", "blue")) {
            rows.add(new SentencePair("one " + a + " fish", "a fish in " + a));
        }
        data = home.resolve("data");
        new DataDirectory(data).write(Map.of(Split.TRAIN, rows, Split.VALID, rows, Split.TEST, rows));
    }

    @Test
    void aTeachersTrainingSurvivesBeingKilled() throws Exception {
        survives("train", data.toString());
    }

    @Test
    void aDistillationSurvivesBeingKilled() throws Exception {
        Path teacher = home.resolve("teacher");
        Jobs.train(data, teacher, false, () -> false, RunStart.NEW);
        survives("distill", data.toString(), teacher.toString());
    }

    private void survives(String verb, String data, String... more) throws Exception {
        Path killed = home.resolve("killed");
        Path whole = home.resolve("whole");
        Random random = new Random(verb.hashCode());
        int kills = 0;
        while (kills < KILLS) {
            Process process = start(arguments(verb, data, killed, more));
            try (BufferedReader lines = process.inputReader()) {
                String said = lines.readLine();
                assertThat(said).as("what the job says").isEqualTo("at work");
                boolean ended = process.waitFor(random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS);
                assertThat(ended)
                        .as("ended before it could be killed %d times", KILLS)
                        .isFalse();
            } finally {
                process.destroyForcibly().waitFor();
            }
            kills++;
        }
        RunOutcome resumed = KillableJob.goOn(arguments(verb, data, killed, more), () -> {});
        RunOutcome never = KillableJob.run(arguments(verb, data, whole, more), RunStart.NEW, () -> {});
        assertThat(resumed.finished()).isTrue();
        assertThat(weights(killed)).isEqualTo(weights(whole));
        assertThat(resumed.best()).isEqualTo(never.best());
        assertThat(rows(resumed)).isEqualTo(rows(never));
        try (var left = Files.list(resumed.run().resolve("checkpoints"))) {
            assertThat(left.map(p -> p.getFileName().toString()))
                    .hasSize(RunOptions.KEEP)
                    .allMatch(name -> name.startsWith("step-"));
        }
    }

    private static String[] arguments(String verb, String data, Path out, String... more) {
        List<String> all = new ArrayList<>(List.of(verb, data, out.toString()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                KillableJob.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Object weights(Path model) {
        return ModelDirectory.load(model).weights();
    }

    /** All measurements but the times they were made at. */
    private static List<MetricsRow> rows(RunOutcome outcome) {
        return outcome.metrics().stream().map(MetricsRow::withoutTime).toList();
    }
}
