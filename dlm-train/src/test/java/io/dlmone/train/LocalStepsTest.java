package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.text.Examples;
import io.dlmone.train.parallel.Averaging;
import io.dlmone.train.parallel.ThreadCluster;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is lost by updates that workers make on their own; at first they gain, by the outer momentum.
 * {@code -Ddlm.local.steps=2000} trains longer than the suite does.
 */
class LocalStepsTest {

    private static final long STEPS = Long.getLong("dlm.local.steps", 400);
    private static final String DATA = "builtin:paraphrase";

    @TempDir
    Path home;

    @Test
    void fiftyUpdatesOnTheirOwnReachTheLossOfOneMachineWithAsManySamples() {
        double one = validationLoss(train("one", Optional.empty()));
        double local = validationLoss(train("local", Optional.of(Averaging.every(50))));
        assertThat(local).isLessThan(1.05 * one);
    }

    private Path train(String out, Optional<Averaging> averaging) {
        NetworkOptions network = new NewNetwork("diffuseq", values(Map.of()), Optional.empty(), Optional.empty());
        TeacherOptions options = new TeacherOptions(
                DATA,
                home.resolve(out),
                network,
                values(Map.of()),
                Jobs.every(50, 0, 0, 0).build());
        try (Backend backend = Jobs.open()) {
            RunContext alone = RunContext.quiet(backend, Jobs.ENGINE);
            RunContext context =
                    averaging.map(how -> alone.on(new ThreadCluster(2), how)).orElse(alone);
            return new TeacherRun(options, context, Clock.systemUTC())
                    .run(RunStart.NEW)
                    .model();
        }
    }

    /** Of the averaged weights, on the valid split, without dropout. */
    private static double validationLoss(Path model) {
        ModelBundle bundle = ModelDirectory.load(model);
        TrainableFamily family = Families.trainable("diffuseq");
        Examples valid = Examples.shuffled(DataSet.open(DATA).read(Split.VALID), bundle.layout(), 1);
        try (Backend backend = Jobs.open();
                TeacherTraining still = family.begin(
                        backend,
                        bundle.architecture(),
                        values(Map.of("lr", "1e-30", "batch", "64", "microbatch", "0")),
                        7,
                        valid,
                        bundle.weights())) {
            double sum = 0;
            for (int i = 0; i < 20; i++) {
                sum += still.next().get("loss") / 20;
            }
            return sum;
        }
    }

    private static SettingValues values(Map<String, String> more) {
        TrainableFamily family = Families.trainable("diffuseq");
        Map<String, String> texts = new HashMap<>(Map.of("batch", "16", "microbatch", "8", "dropout", "0"));
        texts.putAll(Map.of("hidden", "32", "layers", "1", "heads", "2", "width", "8", "length", "32"));
        texts.putAll(Map.of("steps", String.valueOf(STEPS), "warmup", "50", "ema", "0.98"));
        texts.putAll(more);
        return SettingValues.parse(
                Stream.concat(family.networkSettings().stream(), family.trainingSettings().stream())
                        .toList(),
                texts);
    }
}
