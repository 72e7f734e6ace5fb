package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Workers;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.error.UserException;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SentencePair;
import io.dlmone.train.parallel.Averaging;
import io.dlmone.train.parallel.Cluster;
import io.dlmone.train.parallel.Clusters;
import io.dlmone.train.parallel.ThreadCluster;
import io.dlmone.train.parallel.WorkerTask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings and distillations whose updates several workers share. */
class SharedRunTest {

    private static final BooleanSupplier NEVER = () -> false;
    private static final Optional<Cluster> ALONE = Optional.empty();

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

    @Test
    void workersWithOneMicrobatchEachAreOneMachineToTheLastBit() {
        RunOutcome one = teach("one", ALONE, Averaging.SYNCHRONOUS, Map.of("microbatch", "4"), NEVER, RunStart.NEW);
        RunOutcome two =
                teach("two", threads(2), Averaging.SYNCHRONOUS, Map.of("microbatch", "4"), NEVER, RunStart.NEW);
        assertThat(two.finished()).isTrue();
        assertThat(weights(two)).isEqualTo(weights(one));
        assertThat(two.best()).isEqualTo(one.best());
        assertLossesFollow(two, one, 1e-6);
    }

    /** Sums of gradients are rounded elsewhere, and times drawn by losses are drawn by those of all workers. */
    @ParameterizedTest
    @ValueSource(strings = {"uniform", "lossaware"})
    void workersWithSeveralMicrobatchesFollowOneMachine(String times) {
        Map<String, String> settings = Map.of("microbatch", "1", "time-sampling", times);
        RunOutcome one = teach("one", ALONE, Averaging.SYNCHRONOUS, settings, NEVER, RunStart.NEW);
        RunOutcome four = teach("four", threads(4), Averaging.SYNCHRONOUS, settings, NEVER, RunStart.NEW);
        RunOutcome again = teach("again", threads(4), Averaging.SYNCHRONOUS, settings, NEVER, RunStart.NEW);
        assertClose(weights(four), weights(one), 1e-4);
        assertLossesFollow(four, one, 1e-4);
        assertThat(weights(again)).isEqualTo(weights(four));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3})
    void aSharedTrainingMayBeStopped(long localSteps) {
        Averaging averaging = new Averaging(localSteps, 0.7, 0.5);
        Map<String, String> settings = Map.of("microbatch", "4");
        RunOutcome whole = teach("whole", threads(2), averaging, settings, NEVER, RunStart.NEW);
        RunOutcome parts = teach("parts", threads(2), averaging, settings, Jobs.after(3), RunStart.NEW);
        assertThat(parts.finished()).isFalse();
        parts = teach("parts", threads(2), averaging, settings, NEVER, RunStart.NEWEST);
        assertThat(parts.finished()).isTrue();
        assertThat(weights(parts)).isEqualTo(weights(whole));
        assertThat(rows(parts)).isEqualTo(rows(whole));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9})
    void workersThatAreLostAreReplacedFromTheNewestCheckpoint(int sums) {
        Map<String, String> settings = Map.of("microbatch", "4");
        RunOutcome whole = teach("whole", threads(2), Averaging.SYNCHRONOUS, settings, NEVER, RunStart.NEW);
        Cluster failing = new Failing(new ThreadCluster(2), sums, new AtomicInteger(1));
        RunOutcome lost = teach("lost", Optional.of(failing), Averaging.SYNCHRONOUS, settings, NEVER, RunStart.NEW);
        assertThat(weights(lost)).isEqualTo(weights(whole));
        assertThat(rows(lost)).isEqualTo(rows(whole));
    }

    @Test
    void workersThatAreLostAgainAndAgainEndTheRunWithNothingLost() {
        Map<String, String> settings = Map.of("microbatch", "4");
        Cluster failing = new Failing(new ThreadCluster(2), 5, new AtomicInteger(99));
        assertThatThrownBy(
                        () -> teach("lost", Optional.of(failing), Averaging.SYNCHRONOUS, settings, NEVER, RunStart.NEW))
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.problems().get(0).id()).isEqualTo("DLM-TRAIN-3"));
        RunOutcome whole = teach("whole", threads(2), Averaging.SYNCHRONOUS, settings, NEVER, RunStart.NEW);
        RunOutcome resumed = teach("lost", ALONE, Averaging.SYNCHRONOUS, settings, NEVER, RunStart.NEWEST);
        assertThat(weights(resumed)).isEqualTo(weights(whole));
    }

    @Test
    void workersOfLocalUpdatesMeetEverySoOften() {
        Map<String, String> settings = Map.of("microbatch", "4");
        RunOutcome local = teach("local", threads(2), Averaging.every(4), settings, NEVER, RunStart.NEW);
        RunOutcome again = teach("again", threads(2), Averaging.every(4), settings, NEVER, RunStart.NEW);
        assertThat(local.step()).isEqualTo(20);
        assertThat(weights(again)).isEqualTo(weights(local));
        assertThat(local.metrics().stream().map(MetricsRow::step)).contains(4L, 8L, 20L);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    void distillationsAreShared(long localSteps) {
        teach("teacher", ALONE, Averaging.SYNCHRONOUS, Map.of(), NEVER, RunStart.NEW);
        Averaging averaging = new Averaging(localSteps, 0.7, 0.5);
        RunOutcome whole = distil("whole", threads(2), averaging, NEVER, RunStart.NEW);
        RunOutcome parts = distil("parts", threads(2), averaging, Jobs.after(12), RunStart.NEW);
        assertThat(parts.finished()).isFalse();
        parts = distil("parts", threads(2), averaging, NEVER, RunStart.NEWEST);
        assertThat(weights(parts)).isEqualTo(weights(whole));
        assertThat(rows(parts)).isEqualTo(rows(whole));
        if (!averaging.isLocal()) {
            RunOutcome one = distil("one", ALONE, averaging, NEVER, RunStart.NEW);
            assertClose(weights(whole), weights(one), 1e-6);
            assertLossesFollow(whole, one, 1e-5);
        }
    }

    @Test
    void whatWorkersCannotShareIsRefused() {
        assertThatThrownBy(() ->
                        teach("out", threads(3), Averaging.SYNCHRONOUS, Map.of("microbatch", "4"), NEVER, RunStart.NEW))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("setting microbatch")
                .hasMessageContaining("8 / 3");
        assertThatThrownBy(() -> teach(
                        "out",
                        threads(2),
                        Averaging.every(2),
                        Map.of("microbatch", "4", "time-sampling", "lossaware"),
                        NEVER,
                        RunStart.NEW))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("setting local-steps");
        assertThatThrownBy(() -> teach(
                        "out", threads(2), new Averaging(-1, 0, 1), Map.of("microbatch", "4"), NEVER, RunStart.NEW))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("local-steps")
                .hasMessageContaining("outer-lr")
                .hasMessageContaining("outer-momentum");
        assertThatThrownBy(() -> Clusters.named("abacus"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("dlm-abacus");
        assertThat(home.resolve("out")).doesNotExist();
    }

    private RunOutcome teach(
            String out,
            Optional<Cluster> cluster,
            Averaging averaging,
            Map<String, String> more,
            BooleanSupplier stop,
            RunStart start) {
        TrainableFamily family = Families.trainable("diffuseq");
        Map<String, String> texts =
                new HashMap<>(Map.of("batch", "8", "warmup", "2", "ema", "0.9", "steps", "20", "lr", "1e-2"));
        texts.putAll(Map.of("hidden", "16", "layers", "1", "heads", "2", "width", "8", "length", "24"));
        texts.putAll(more);
        SettingValues values = SettingValues.parse(
                Stream.concat(family.networkSettings().stream(), family.trainingSettings().stream())
                        .toList(),
                texts);
        NetworkOptions network = new NewNetwork("diffuseq", values, Optional.empty(), Optional.empty());
        RunOptions how = Jobs.every(1, 8, 2, 4).seed(3).build();
        TeacherOptions options = new TeacherOptions(data.toString(), home.resolve(out), network, values, how);
        return on(cluster, averaging, stop, context -> new TeacherRun(options, context, Clock.systemUTC()).run(start));
    }

    private RunOutcome distil(
            String out, Optional<Cluster> cluster, Averaging averaging, BooleanSupplier stop, RunStart start) {
        Phase[] recipe = {
            Phase.ofUpdates("kd", 5).with("microbatch", "2"),
            Phase.ofUpdates("dmd", 4).with("microbatch", "1"),
            Phase.ofUpdates("sid", 5).with("microbatch", "2").with("psi-warmup", "1")
        };
        DistillOptions options = Jobs.distill(
                        home.resolve("teacher").toString(), data.toString(), home.resolve(out), recipe)
                .options(0, Jobs.every(1, 6, 3, 0));
        return on(cluster, averaging, stop, context -> new DistillRun(options, context, Clock.systemUTC()).run(start));
    }

    private interface Job {
        RunOutcome run(RunContext context);
    }

    private static RunOutcome on(Optional<Cluster> cluster, Averaging averaging, BooleanSupplier stop, Job job) {
        try (Backend backend = Jobs.open()) {
            RunContext alone = new RunContext(backend, Jobs.ENGINE, ProgressListener.NONE, stop);
            return job.run(cluster.map(c -> alone.on(c, averaging)).orElse(alone));
        }
    }

    private static Optional<Cluster> threads(int workers) {
        return Optional.of(new Failing(new ThreadCluster(workers), 0, new AtomicInteger()));
    }

    /** Sends tasks through bytes, as a network does, and lets worker 1 fail so many times at a sum. */
    private record Failing(Cluster cluster, int sums, AtomicInteger failures) implements Cluster {

        @Override
        public int workers() {
            return cluster.workers();
        }

        @Override
        public String describe() {
            return cluster.describe();
        }

        @Override
        public Job job() {
            Job job = cluster.job();
            return new Job() {

                @Override
                public Workers keeper() {
                    return job.keeper();
                }

                @Override
                public void start(WorkerTask task) {
                    WorkerTask sent = sent(task);
                    boolean fails = failures.getAndDecrement() > 0;
                    job.start(workers -> sent.work(fails && workers.rank() == 1 ? failing(workers) : workers));
                }

                @Override
                public void close() {
                    job.close();
                }
            };
        }

        private Workers failing(Workers all) {
            AtomicInteger left = new AtomicInteger(sums);
            return new Workers() {

                @Override
                public int rank() {
                    return all.rank();
                }

                @Override
                public int count() {
                    return all.count();
                }

                @Override
                public float[] sum(float[] values) {
                    if (left.getAndDecrement() == 0) {
                        throw new IllegalStateException("the machine is gone");
                    }
                    return all.sum(values);
                }
            };
        }

        private static WorkerTask sent(WorkerTask task) {
            try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(task);
                out.flush();
                return (WorkerTask) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
            } catch (IOException | ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static Map<String, Tensor> weights(RunOutcome outcome) {
        return ModelDirectory.load(outcome.model()).weights();
    }

    private static List<MetricsRow> rows(RunOutcome outcome) {
        return outcome.metrics().stream().map(MetricsRow::withoutTime).toList();
    }

    /** But for the biases of keys, which change nothing: their gradients are rounding errors, which Adam magnifies. */
    private static void assertClose(Map<String, Tensor> actual, Map<String, Tensor> expected, double by) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> assertThat(actual.get(name).floats())
                .as(name)
                .containsExactly(tensor.floats(), within((float) (name.endsWith("key.bias") ? 1e-2 : by))));
    }

    private static void assertLossesFollow(RunOutcome actual, RunOutcome expected, double by) {
        List<Double> losses = losses(expected);
        assertThat(losses(actual)).hasSameSizeAs(losses);
        for (int i = 0; i < losses.size(); i++) {
            assertThat(losses(actual).get(i)).as("loss %d", i).isCloseTo(losses.get(i), within(by * losses.get(i)));
        }
    }

    private static List<Double> losses(RunOutcome outcome) {
        return outcome.metrics().stream()
                .filter(row -> row instanceof MetricsRow.Trained)
                .map(row -> row.values().get("loss"))
                .toList();
    }
}
