package io.dlmone.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.objective.SettingValues;
import io.dlmone.spark.train.SparkCluster;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.train.Families;
import io.dlmone.train.MetricsRow;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.Trainer;
import io.dlmone.train.parallel.Averaging;
import io.dlmone.train.parallel.SpeedUp;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The model of speed against runs of one and of two workers, on a quiet machine. */
@ExtendWith(StopsCluster.class)
@EnabledIfSystemProperty(named = "dlm.spark.speed", matches = "true")
class SpeedUpRunTest {

    private static final int STEPS = 60;
    private static final int WARM = 20;

    @TempDir
    Path home;

    /** What a sum costs is taken from the run of one worker; that of two is predicted. */
    @Test
    void twoWorkersAreAsFastAsPredicted() {
        double alone = seconds(train("alone", 0));
        RunOutcome one = train("one", 1);
        double shared = seconds(one);
        long numbers = (long) (value(one, "sentBytes") / Float.BYTES);
        SpeedUp.Network network =
                new SpeedUp.Network(SpeedUp.bytesOfSum(numbers, 1) / Math.max(1e-3, shared - alone), 0);
        SpeedUp model = new SpeedUp(alone, 0, numbers, 4 * numbers, network);
        double two = seconds(train("two", 2));
        System.out.printf(
                Locale.ROOT,
                "seconds of an update: alone %.3f, one worker %.3f, two %.3f, predicted %.3f (%d numbers)%n",
                alone,
                shared,
                two,
                model.seconds(2, 0),
                numbers);
        assertThat(two).isCloseTo(model.seconds(2, 0), within(0.3 * model.seconds(2, 0)));
    }

    private RunOutcome train(String out, int workers) {
        TrainableFamily family = Families.trainable("diffuseq");
        SettingValues values = SettingValues.parse(
                Stream.concat(family.networkSettings().stream(), family.trainingSettings().stream())
                        .toList(),
                Map.of("hidden", "256", "length", "32", "batch", "64", "microbatch", "32", "steps", "" + STEPS));
        Trainer trainer = Trainer.builder("builtin:paraphrase", home.resolve(out))
                .family("diffuseq")
                .with(values)
                .run(how -> how.logEvery(WARM).validate(0, 0).checkpointEvery(0))
                .build();
        try (RunContext context =
                RunContext.builder().backend("onnx").threads(1).open()) {
            if (workers == 0) {
                return trainer.train(context);
            }
            JavaSparkContext spark = new JavaSparkContext(Cluster.session().sparkContext());
            return trainer.train(context.on(new SparkCluster(spark, workers), Averaging.SYNCHRONOUS));
        }
    }

    /** Seconds of an update, but for those in which programs are compiled. */
    private static double seconds(RunOutcome outcome) {
        List<MetricsRow.Trained> rows = rows(outcome);
        MetricsRow.Trained last = rows.get(rows.size() - 1);
        return (last.seconds() - rows.get(0).seconds())
                / (last.step() - rows.get(0).step());
    }

    private static double value(RunOutcome outcome, String name) {
        List<MetricsRow.Trained> rows = rows(outcome);
        return rows.get(rows.size() - 1).values().get(name);
    }

    private static List<MetricsRow.Trained> rows(RunOutcome outcome) {
        return outcome.metrics().stream()
                .filter(row -> row instanceof MetricsRow.Trained)
                .map(row -> (MetricsRow.Trained) row)
                .toList();
    }
}
