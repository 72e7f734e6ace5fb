package io.dlmone.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.error.UserException;
import io.dlmone.spark.train.SparkCluster;
import io.dlmone.train.DistillOptions;
import io.dlmone.train.DistillRun;
import io.dlmone.train.MetricsRow;
import io.dlmone.train.Phase;
import io.dlmone.train.Recipe;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOptions;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.RunStart;
import io.dlmone.train.SelectionMetric;
import io.dlmone.train.Trainer;
import io.dlmone.train.parallel.Averaging;
import io.dlmone.train.parallel.Clusters;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Trainings whose updates two executors share, which are processes of their own. */
@ExtendWith(StopsCluster.class)
class SharedTrainingTest {

    private static final BooleanSupplier NEVER = () -> false;
    private static final int STEPS = Integer.getInteger("dlm.spark.steps", 100);

    @TempDir
    Path home;

    private Path data;

    @BeforeEach
    void data() {
        data = TinyTraining.data(home.resolve("data"));
    }

    @Test
    void synchronousUpdatesFollowOneMachine() {
        RunOutcome one = train("one", STEPS, Optional.empty(), NEVER, RunStart.NEW);
        RunOutcome two = train("two", STEPS, Optional.of(Averaging.SYNCHRONOUS), NEVER, RunStart.NEW);
        assertThat(TinyTraining.weights(two)).isEqualTo(TinyTraining.weights(one));
        List<Double> losses = values(one, "loss");
        assertThat(losses).hasSize(STEPS);
        List<Double> shared = values(two, "loss");
        for (int i = 0; i < STEPS; i++) {
            assertThat(shared.get(i)).isCloseTo(losses.get(i), within(1e-3 * losses.get(i)));
        }
        long parameters = ModelDirectory.load(two.model()).weights().values().stream()
                .mapToLong(t -> t.shape().size())
                .sum();
        assertThat(values(two, "sentBytes").get(STEPS - 1)) // a half to the other, and a half summed to both others
                .isBetween(4.0 * parameters, 6.5 * parameters);
    }

    @Test
    void anExecutorThatIsKilledIsMadeUpFor() {
        RunOutcome whole = train("whole", 24, Optional.of(Averaging.SYNCHRONOUS), NEVER, RunStart.NEW);
        AtomicInteger asked = new AtomicInteger();
        BooleanSupplier killing = () -> {
            if (asked.incrementAndGet() == 14) {
                anExecutor().destroyForcibly();
            }
            return false;
        };
        RunOutcome killed = train("killed", 24, Optional.of(Averaging.SYNCHRONOUS), killing, RunStart.NEW);
        assertThat(killed.finished()).isTrue();
        assertThat(asked.get()).as("steps, some of them again").isGreaterThan(24);
        assertThat(TinyTraining.weights(killed)).isEqualTo(TinyTraining.weights(whole));
        assertThat(values(killed, "loss")).isEqualTo(values(whole, "loss"));
    }

    @Test
    void anApplicationThatEndsLosesNothing() {
        RunOutcome whole = train("whole", 24, Optional.of(Averaging.SYNCHRONOUS), NEVER, RunStart.NEW);
        AtomicInteger asked = new AtomicInteger();
        BooleanSupplier ending = () -> {
            if (asked.incrementAndGet() == 9) {
                Cluster.session().stop();
            }
            return false;
        };
        assertThatThrownBy(() -> train("ended", 24, Optional.of(Averaging.SYNCHRONOUS), ending, RunStart.NEW))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-TRAIN-3")
                .hasMessageContaining("the Spark application has ended");
        RunOutcome resumed = train("ended", 24, Optional.of(Averaging.SYNCHRONOUS), NEVER, RunStart.NEWEST);
        assertThat(TinyTraining.weights(resumed)).isEqualTo(TinyTraining.weights(whole));
    }

    /** A file in the place of the checkpoints stands for a full disk. */
    @Test
    void aDiskThatTakesNoCheckpointLosesNothing() {
        Optional<Averaging> local = Optional.of(Averaging.every(4));
        RunOutcome whole = train("whole", 24, local, NEVER, RunStart.NEW);
        Path checkpoints = home.resolve("full.run/checkpoints");
        Path aside = home.resolve("aside");
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> train("full", 24, local, () -> filled(asked, checkpoints, aside), RunStart.NEW))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("checkpoints");
        moved(aside, checkpoints);
        RunOutcome resumed = train("full", 24, local, NEVER, RunStart.NEWEST);
        assertThat(TinyTraining.weights(resumed)).isEqualTo(TinyTraining.weights(whole));
    }

    @Test
    void aDiskThatIsFullLosesNothing() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(home.resolve("disk"));
        assumeThat(done("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()))
                .as("this user can mount a disk of two megabytes")
                .isTrue();
        Optional<Averaging> together = Optional.of(Averaging.SYNCHRONOUS);
        try {
            RunOutcome whole = train("whole", 12, together, NEVER, RunStart.NEW);
            Path filler = disk.resolve("filler");
            AtomicInteger asked = new AtomicInteger();
            assertThatThrownBy(() -> train(
                            "disk/full",
                            12,
                            together,
                            () -> asked.incrementAndGet() == 8 && fill(filler),
                            RunStart.NEW))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("DLM-IO-1")
                    .hasMessageContaining("full.run");
            Files.delete(filler);
            RunOutcome resumed = train("disk/full", 12, together, NEVER, RunStart.NEWEST);
            assertThat(TinyTraining.weights(resumed)).isEqualTo(TinyTraining.weights(whole));
        } finally {
            assertThat(done("umount", disk.toString())).isTrue();
        }
    }

    private static boolean done(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    /** Takes all the room there is, and asks for no stop. */
    private static boolean fill(Path filler) {
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(0);
            }
        } catch (IOException full) {
            return false;
        }
    }

    private static boolean filled(AtomicInteger asked, Path checkpoints, Path aside) {
        if (asked.incrementAndGet() == 4) {
            moved(checkpoints, aside);
            try {
                Files.writeString(checkpoints, "");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return false;
    }

    private static void moved(Path from, Path to) {
        try {
            Files.deleteIfExists(to);
            Files.move(from, to);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void studentsAreDistilled() {
        train("teacher", 4, Optional.empty(), NEVER, RunStart.NEW);
        RunOutcome one = distil("one", Optional.empty());
        RunOutcome two = distil("two", Optional.of(Averaging.SYNCHRONOUS));
        assertThat(TinyTraining.weights(two)).isEqualTo(TinyTraining.weights(one));
        RunOutcome local = distil("local", Optional.of(Averaging.every(2)));
        assertThat(local.finished()).isTrue();
        assertThat(values(local, "sentBytes")).allMatch(bytes -> bytes > 0);
    }

    @Test
    void moreWorkersThanSlotsAreRefused() {
        Cluster.session();
        assertThat(Clusters.named("spark").name()).isEqualTo("spark");
        try (RunContext context = RunContext.builder().threads(1).open()) {
            JavaSparkContext spark = new JavaSparkContext(Cluster.session().sparkContext());
            assertThatThrownBy(() -> trainer("many", 4, "1")
                            .train(context.on(
                                    new SparkCluster(spark, 8).waitingAtMost(Duration.ofSeconds(2)),
                                    Averaging.SYNCHRONOUS)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("setting workers")
                    .hasMessageContaining("tasks can run at once");
        }
        assertThat(home.resolve("many.run")).doesNotExist();
    }

    private static ProcessHandle anExecutor() {
        return ProcessHandle.current()
                .descendants()
                .filter(p -> p.info()
                        .arguments()
                        .map(a -> String.join(" ", a).contains("--executor-id "))
                        .orElse(false))
                .findFirst()
                .orElseThrow();
    }

    private Trainer trainer(String out, int steps, String microbatch) {
        return TinyTraining.of(data, home.resolve(out), home.resolve(out + ".run"), steps, microbatch);
    }

    private RunOutcome train(
            String out, int steps, Optional<Averaging> averaging, BooleanSupplier stop, RunStart start) {
        Trainer trainer = trainer(out, steps, "4");
        return on(averaging, stop, context -> start.resumed() ? trainer.resume(context) : trainer.train(context));
    }

    private RunOutcome distil(String out, Optional<Averaging> averaging) {
        RunOptions how = RunOptions.TRAINING.toBuilder()
                .logEvery(1)
                .validate(4, 2)
                .keepBest(SelectionMetric.BLEU)
                .build();
        Recipe recipe = Recipe.of(Phase.ofUpdates("kd", 4), Phase.ofUpdates("sid", 4));
        DistillOptions options = new DistillOptions(
                home.resolve("teacher").toString(),
                Optional.empty(),
                data.toString(),
                home.resolve(out),
                recipe,
                Map.of("batch", "4", "microbatch", "2", "endpoint-steps", "2"),
                0,
                how);
        return on(averaging, NEVER, context -> new DistillRun(options, context, Clock.systemUTC()).run(RunStart.NEW));
    }

    private interface Job {
        RunOutcome run(RunContext context);
    }

    private static RunOutcome on(Optional<Averaging> averaging, BooleanSupplier stop, Job job) {
        try (RunContext context =
                RunContext.builder().backend("onnx").threads(1).open().stoppedBy(stop)) {
            return job.run(averaging
                    .map(how -> context.on(
                            new SparkCluster(
                                    new JavaSparkContext(Cluster.session().sparkContext()), 2),
                            how))
                    .orElse(context));
        }
    }

    private static List<Double> values(RunOutcome outcome, String name) {
        return outcome.metrics().stream()
                .filter(row -> row instanceof MetricsRow.Trained)
                .map(row -> row.values().get(name))
                .toList();
    }
}
