package io.dlmone.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.objective.SettingValues;
import io.dlmone.spark.train.SparkCluster;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.text.SentencePair;
import io.dlmone.train.DataSet;
import io.dlmone.train.Families;
import io.dlmone.train.MetricsRow;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.Trainer;
import io.dlmone.train.parallel.Averaging;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Teachers of the built-in one's size, trained by one machine and by two executors, which are processes of their own.
 * It takes minutes.
 */
@ExtendWith(StopsCluster.class)
@EnabledIfSystemProperty(named = "dlm.spark.teacher", matches = "true")
class SmallTeacherTest {

    private static final String DATA = "builtin:paraphrase";
    private static final int TOGETHER = Integer.getInteger("dlm.spark.together", 100);
    private static final int APART = Integer.getInteger("dlm.spark.apart", 1500);

    @TempDir
    Path home;

    /** Each worker has two microbatches of an update, so that sums are rounded in another order. */
    @Test
    void updatesTogetherFollowOneMachine() {
        List<Double> one = losses(train("one", TOGETHER, "8", 1, Optional.empty()));
        List<Double> two = losses(train("two", TOGETHER, "8", 1, Optional.of(Averaging.SYNCHRONOUS)));
        double most = 0;
        for (int i = 0; i < TOGETHER; i++) {
            most = Math.max(most, Math.abs(two.get(i) / one.get(i) - 1));
        }
        say(
                "losses of %d updates, from %.4f to %.4f: at most %.1e of them between one machine and two executors",
                TOGETHER, one.get(0), one.get(TOGETHER - 1), most);
        assertThat(one.get(TOGETHER - 1)).isLessThan(0.9 * one.get(0));
        assertThat(most).isLessThan(1e-3);
    }

    @Test
    void updatesApartComeAsFarWithAsManySamples() {
        double one = validLoss(train("one", APART, "16", 50, Optional.empty()));
        double two = validLoss(train("two", APART, "16", 50, Optional.of(Averaging.every(50))));
        say(
                "loss on the valid split behind %d updates of 32: one machine %.4f, two executors with H = 50 %.4f",
                APART, one, two);
        assertThat(two).isLessThan(1.05 * one);
    }

    private static void say(String text, Object... values) {
        System.out.println(String.format(Locale.ROOT, text, values));
    }

    private static SettingValues settings(int steps, String batch, String microbatch) {
        TrainableFamily family = Families.trainable("diffuseq");
        Map<String, String> texts =
                new HashMap<>(Map.of("hidden", "128", "layers", "4", "heads", "4", "width", "32", "length", "32"));
        texts.putAll(Map.of("lr", "2.5e-3", "warmup", "100", "ema", "0.99", "steps", String.valueOf(steps)));
        texts.putAll(Map.of("batch", batch, "microbatch", microbatch));
        return SettingValues.parse(
                Stream.concat(family.networkSettings().stream(), family.trainingSettings().stream())
                        .toList(),
                texts);
    }

    private RunOutcome train(String out, int steps, String microbatch, int logged, Optional<Averaging> averaging) {
        Trainer trainer = Trainer.builder(DATA, home.resolve(out))
                .family("diffuseq")
                .with(settings(steps, "32", microbatch))
                .run(how -> how.seed(1).logEvery(logged).validate(0, 0).checkpointEvery(0))
                .build();
        try (RunContext context =
                RunContext.builder().backend("onnx").threads(1).open()) {
            return trainer.train(averaging
                    .map(how -> context.on(
                            new SparkCluster(
                                    new JavaSparkContext(Cluster.session().sparkContext()), 2),
                            how))
                    .orElse(context));
        }
    }

    private static List<Double> losses(RunOutcome outcome) {
        return outcome.metrics().stream()
                .filter(row -> row instanceof MetricsRow.Trained)
                .map(row -> row.values().get("loss"))
                .toList();
    }

    /** The loss of the first update that a training on pairs of the valid split would make. */
    private double validLoss(RunOutcome outcome) {
        List<SentencePair> pairs = DataSet.open(DATA).read(Split.VALID);
        int all = Math.min(pairs.size(), 1024) / 64 * 64;
        Path valid = home.resolve("valid");
        new DataDirectory(valid).write(Map.of(Split.TRAIN, pairs.subList(0, all)));
        ModelBundle model = ModelDirectory.load(outcome.model());
        TrainableFamily family = Families.trainable("diffuseq");
        try (RunContext context =
                        RunContext.builder().backend("onnx").threads(1).open();
                TeacherTraining training = family.begin(
                        context.backend(),
                        model.architecture(),
                        settings(1, String.valueOf(all), "64"),
                        5,
                        DataSet.open(valid.toString()).training(model.layout(), 5),
                        model.weights())) {
            return training.next().get("loss");
        }
    }
}
