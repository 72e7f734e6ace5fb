package io.dlmone.spark;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SentencePair;
import io.dlmone.train.Families;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A training that takes a moment. */
final class TinyTraining {

    private TinyTraining() {}

    /** Writes six pairs, which are all parts, and returns the directory. */
    static Path data(Path directory) {
        List<SentencePair> rows = new ArrayList<>();
        for (String a : List.of("red", "green", "blue")) {
            for (String b : List.of("fish", "bird")) {
                rows.add(new SentencePair("one " + a + " " + b, "a " + b + " in " + a));
            }
        }
        new DataDirectory(directory).write(Map.of(Split.TRAIN, rows, Split.VALID, rows, Split.TEST, rows));
        return directory;
    }

    /** With a checkpoint every six updates. */
    static Trainer of(Path data, Path out, Path run, int steps, String microbatch) {
        TrainableFamily family = Families.trainable("diffuseq");
        Map<String, String> texts = new HashMap<>(Map.of("batch", "8", "warmup", "2", "ema", "0.9", "lr", "1e-2"));
        texts.putAll(Map.of("hidden", "16", "layers", "1", "heads", "2", "width", "8", "length", "24"));
        texts.putAll(Map.of("steps", String.valueOf(steps), "microbatch", microbatch));
        return Trainer.builder(data.toString(), out)
                .family("diffuseq")
                .with(SettingValues.parse(
                        Stream.concat(family.networkSettings().stream(), family.trainingSettings().stream())
                                .toList(),
                        texts))
                .run(how ->
                        how.directory(run).seed(3).logEvery(1).validate(0, 0).checkpointEvery(6))
                .build();
    }

    static Map<String, Tensor> weights(RunOutcome outcome) {
        return ModelDirectory.load(outcome.model()).weights();
    }
}
