package io.dlmone.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.spark.train.SparkCluster;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.parallel.Averaging;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is killed, and whose machine is lost with its disks: the copy of its run goes on elsewhere. */
@ExtendWith(StopsCluster.class)
class KilledDriverTest {

    private static final int STEPS = 24;
    private static final int PAUSE = 200;
    private static final int LONGEST_MILLIS = 300_000;

    @TempDir
    Path home;

    @Test
    void itsRunGoesOnFromTheCopy() throws Exception {
        Path data = TinyTraining.data(home.resolve("data"));
        Path copy = home.resolve("copy");
        Process driver = start(data, home.resolve("killed"), copy);
        try {
            await(copy.resolve("checkpoints/step-000000006"), driver);
        } finally {
            driver.destroyForcibly().waitFor();
        }
        assertThat(copy.resolve("checkpoints/step-000000024")).doesNotExist();
        JavaSparkContext spark = new JavaSparkContext(Cluster.session().sparkContext());
        RunOutcome resumed = train(data, home.resolve("resumed"), copy, spark, () -> false, true);
        RunOutcome whole = train(data, home.resolve("whole"), home.resolve("run"), spark, () -> false, false);
        assertThat(resumed.finished()).isTrue();
        assertThat(TinyTraining.weights(resumed)).isEqualTo(TinyTraining.weights(whole));
    }

    private static void await(Path file, Process driver) throws InterruptedException {
        long end = System.currentTimeMillis() + LONGEST_MILLIS;
        while (!Files.exists(file)) {
            assertThat(driver.isAlive()).as("the driver is at work").isTrue();
            assertThat(System.currentTimeMillis()).as("time").isLessThan(end);
            Thread.sleep(PAUSE / 10);
        }
    }

    private static Process start(Path... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Djdk.reflect"))
                .toList());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Driver.class.getName());
        for (Path argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static RunOutcome train(
            Path data, Path out, Path run, JavaSparkContext spark, BooleanSupplier stop, boolean resumed) {
        var trainer = TinyTraining.of(data, out, run, STEPS, "4");
        try (RunContext context = RunContext.builder()
                .backend("onnx")
                .threads(1)
                .open()
                .stoppedBy(stop)
                .on(new SparkCluster(spark, 2), Averaging.every(3))) {
            return resumed ? trainer.resume(context) : trainer.train(context);
        }
    }

    /** The driver, with its executors in the same process, which takes its time. */
    static final class Driver {

        private Driver() {}

        public static void main(String[] args) {
            SparkSession spark = SparkSession.builder()
                    .master("local[2]")
                    .appName("killed")
                    .config("spark.ui.enabled", "false")
                    .config(SparkCluster.RUN_COPY, Path.of(args[2]).toUri().toString())
                    .getOrCreate();
            Path out = Path.of(args[1]);
            train(
                    Path.of(args[0]),
                    out,
                    out.resolveSibling("killed.run"),
                    new JavaSparkContext(spark.sparkContext()),
                    Driver::pause,
                    false);
        }

        private static boolean pause() {
            try {
                Thread.sleep(PAUSE);
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        }
    }
}
