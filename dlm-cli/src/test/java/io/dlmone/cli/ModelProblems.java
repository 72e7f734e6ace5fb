package io.dlmone.cli;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.error.ErrorId;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.io.Safetensors;
import io.dlmone.model.DiscreteSchedule;
import io.dlmone.sampling.EulerSampler;
import io.dlmone.sampling.SamplingPlan;
import io.dlmone.student.TextGenerator;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Models that do not hold together, checkpoints that cannot be imported, sources that a model cannot read. */
final class ModelProblems extends Provocations {

    private static final String STUDENT = "builtin:paraphrase-student";

    ModelProblems(Path home) {
        super(home);
        models();
        imports();
        refuse(ErrorId.SAMPLER_1, () -> SamplingPlan.of(new EulerSampler(), new Line(), 10));
        provoke(ErrorId.TEXT_3, () -> strict("can my zeppelin travel with me by taxi ?"));
        provoke(ErrorId.TEXT_4, () -> strict("can my parrot travel with me by taxi ?".repeat(9)));
    }

    /** A path over whole times. */
    private record Line() implements DiscreteSchedule {

        @Override
        public String name() {
            return "line";
        }

        @Override
        public int steps() {
            return 200;
        }

        @Override
        public double alpha(int t) {
            return 1 - sigma(t);
        }

        @Override
        public double sigma(int t) {
            return (t + 1.0) / steps();
        }
    }

    private static String strict(String source) {
        return refusal(() -> {
            try (TextGenerator generator =
                    TextGenerator.builder(STUDENT).strict().open()) {
                generator.generate(List.of(source));
            }
        });
    }

    /** What is told of the shipped student, after one of its files was changed. */
    private void model(ErrorId id, String file, String from, String to) {
        model(id, directory -> {
            Path changed = directory.resolve(file);
            String text = Files.readString(changed);
            Files.writeString(changed, text.replace(from, to));
        });
    }

    private void tensors(ErrorId id, Consumer<Map<String, Tensor>> change) {
        model(id, directory -> {
            Path file = directory.resolve("model.safetensors");
            Map<String, Tensor> tensors =
                    new LinkedHashMap<>(Safetensors.read(file).tensors());
            change.accept(tensors);
            Files.delete(file);
            new Safetensors(tensors, Map.of()).write(file);
        });
    }

    private interface Change {

        void apply(Path directory) throws IOException;
    }

    private void model(ErrorId id, Change change) {
        refuse(id, () -> {
            Path directory = home.resolve("student");
            ModelDirectory.save(directory, ModelDirectory.load(STUDENT));
            change.apply(directory);
            ModelDirectory.load(directory);
        });
    }

    private void models() {
        model(ErrorId.CONFIG_1, "config.json", "\"hidden_size\" : ", "\"hidden_size\" : -");
        refuse(
                ErrorId.MODEL_1,
                () -> ModelDirectory.load(home.resolve("nowhere").toString()));
        model(ErrorId.MODEL_2, directory -> Files.delete(directory.resolve("vocab.txt")));
        model(ErrorId.MODEL_3, directory -> Files.writeString(directory.resolve("config.json"), "[]"));
        model(ErrorId.MODEL_4, "config.json", "\"student\"", "\"pupil\"");
        tensors(ErrorId.MODEL_5, all -> all.remove("lm_head.bias"));
        tensors(ErrorId.MODEL_6, all -> all.put("lm_head.scale", Tensor.of(Shape.of(1), 1f)));
        tensors(ErrorId.MODEL_7, all -> all.put("lm_head.bias", Tensor.of(Shape.of(1), 1f)));
        model(ErrorId.MODEL_8, directory -> {
            Path words = directory.resolve("vocab.txt");
            Files.writeString(words, Files.readString(words) + "zeppelin\n");
        });
        tensors(ErrorId.MODEL_9, Map::clear);
    }

    private void imports() {
        imported(ErrorId.IMPORT_1, "training_args.json", "\"hidden_dim\": 16", "\"hidden_dim\": \"wide\"");
        imported(
                ErrorId.IMPORT_2,
                folder -> Files.copy(folder.resolve("ema_0.9999_000060.pt"), folder.resolve("ema_0.9_000060.pt")));
        imported(ErrorId.IMPORT_3, "training_args.json", "\"hidden_t_dim\": 24", "\"hidden_t_dim\": 26");
        provoke(ErrorId.IMPORT_4, () -> told(Dlm.run("import", "--checkpoint=" + folder(), "--out=" + out())));
        imported(ErrorId.IMPORT_5, folder -> Files.delete(folder.resolve("vocab.txt")));
        imported(ErrorId.IMPORT_6, "vocab.txt", "w195\n", "");
    }

    private Path out() {
        return home.resolve("imported");
    }

    private Path folder() throws IOException {
        Path folder = home.resolve("official");
        if (Files.exists(folder)) {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        return GoldenCheckpoint.TRAINED.copyTo(Files.createDirectories(folder));
    }

    private void imported(ErrorId id, String file, String from, String to) {
        imported(id, folder -> {
            Path changed = folder.resolve(file);
            String text = Files.readString(changed);
            Files.writeString(changed, text.replace(from, to));
        });
    }

    private void imported(ErrorId id, Change change) {
        provoke(id, () -> {
            Path folder = folder();
            change.apply(folder);
            return told(Dlm.run(
                    "import",
                    "--checkpoint=" + folder,
                    "--encoder-config=" + folder.resolve("encoder.json"),
                    "--out=" + out()));
        });
    }
}
