package io.dlmone.cli;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.contract.PluginJar;
import io.dlmone.error.ErrorId;
import io.dlmone.io.Safetensors;
import io.dlmone.model.TeacherFamily;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.ImportingFamily;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.train.Families;
import io.dlmone.train.OfficialStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Trainings, distillations and runs that cannot begin, go on or be continued. */
final class JobProblems extends Provocations {

    JobProblems(Path home) {
        super(home);
        families();
        runs();
        trainings();
    }

    private Path data() {
        return Dlm.data(Files.exists(home.resolve("data")) ? fresh("data") : home.resolve("data"));
    }

    /** The place, with nothing there. */
    private Path fresh(String name) {
        Path place = home.resolve(name);
        try (Stream<Path> all = Files.exists(place) ? Files.walk(place) : Stream.of()) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
            return place;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path trained() {
        Path teacher = fresh("teacher");
        Path run = fresh("teacher.run");
        Path kept = home.resolve("kept");
        if (Files.exists(kept)) {
            copy(kept.resolve("teacher"), teacher);
            copy(kept.resolve("teacher.run"), run);
            return teacher;
        }
        Dlm.Result result = Dlm.run(Dlm.train(data(), teacher));
        if (result.code() != 0) {
            throw new AssertionError(result.err());
        }
        copy(teacher, kept.resolve("teacher"));
        copy(run, kept.resolve("teacher.run"));
        return teacher;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path place = to.resolve(from.relativize(each).toString());
                Files.createDirectories(place.getParent());
                Files.copy(each, place);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A family of which everything is missing but its name and its lists of settings. */
    private Path family(String name, Class<?>... abilities) throws IOException {
        Map<String, String> methods = new LinkedHashMap<>();
        for (Class<?> ability : abilities) {
            for (Method method : ability.getMethods()) {
                if (Modifier.isAbstract(method.getModifiers())) {
                    methods.putIfAbsent(method.getName() + method.getParameterCount(), stub(method, name));
                }
            }
        }
        String types = Arrays.stream(abilities).map(Class::getName).collect(Collectors.joining(", "));
        return new PluginJar()
                .source(
                        "p.Family",
                        "package p; public final class Family implements " + types + " {"
                                + String.join("\n", methods.values()) + "}")
                .service(TeacherFamily.class, "p.Family")
                .write(home.resolve(name + ".jar"));
    }

    private static String stub(Method method, String name) {
        String parameters = IntStream.range(0, method.getParameterCount())
                .mapToObj(
                        i -> method.getGenericParameterTypes()[i].getTypeName().replace('$', '.') + " a" + i)
                .collect(Collectors.joining(", "));
        Class<?> type = method.getReturnType();
        String body = type == String.class
                ? "return \"" + name + "\";"
                : type == List.class
                        ? "return java.util.List.of();"
                        : type == boolean.class ? "return false;" : "throw new AssertionError();";
        return "public " + method.getGenericReturnType().getTypeName().replace('$', '.') + " " + method.getName() + "("
                + parameters + ") { " + body + " }";
    }

    private void families() {
        provoke(
                ErrorId.FAMILY_1,
                () -> refusalWith(family("fixed", TeacherFamily.class), () -> Families.trainable("fixed")));
        provoke(
                ErrorId.FAMILY_2,
                () -> refusalWith(
                        family("other", ImportingFamily.class),
                        () -> Families.importing(Optional.empty(), home.resolve("checkpoint.pt"))));
        provoke(
                ErrorId.FAMILY_4,
                () -> refusalWith(
                        family("closed", TrainableFamily.class),
                        () -> OfficialStart.settings("closed", home.resolve("training_args.json"), Optional.empty())));
        refuse(
                ErrorId.SETTING_1,
                () -> SettingValues.parse(Families.trainable("diffuseq").networkSettings(), Map.of("hiden", "16")));
    }

    private void runs() {
        provoke(ErrorId.RUN_1, () -> {
            trained();
            return told(Dlm.run(Dlm.train(data(), home.resolve("other"), "--run=" + home.resolve("teacher.run"))));
        });
        command(ErrorId.RUN_2, "train", "--resume", home.resolve("nowhere.run").toString());
        resumed(ErrorId.RUN_3, run -> {}, "train", "--hidden=32", "--out=" + home.resolve("other"));
        resumed(ErrorId.RUN_4, run -> {}, "distill");
        resumed(ErrorId.RUN_5, run -> Files.writeString(checkpoint(run).resolve("state.safetensors"), "cut"), "train");
        resumed(ErrorId.RUN_7, run -> {}, "train", "--resume-step=3");
        provoke(ErrorId.RUN_8, () -> {
            trained();
            Path run = home.resolve("teacher.run");
            try (FileChannel other = FileChannel.open(run.resolve("lock"), StandardOpenOption.WRITE)) {
                other.lock();
                return told(Dlm.run("train", "--resume=" + run, "--out=" + home.resolve("other")));
            }
        });
        resumed(
                ErrorId.RUN_9,
                run -> {
                    Path file = checkpoint(run).resolve("checkpoint.json");
                    Path sums = checkpoint(run).resolve("SHA256SUMS");
                    String before = sha256(file);
                    Files.writeString(file, Files.readString(file).replace("\"verb\"", "\"job\""));
                    Files.writeString(sums, Files.readString(sums).replace(before, sha256(file)));
                },
                "train");
        provoke(ErrorId.REPRO_1, () -> {
            Path student = fresh("student");
            fresh("student.run");
            Dlm.run(Dlm.distill(trained(), data(), student, "--objective=kd", "--iterations=1", "--minutes=1"));
            return told(Dlm.run("repro", home.resolve("student.run").toString(), "--out=" + home.resolve("again")));
        });
    }

    private interface Damage {

        void apply(Path run) throws IOException;
    }

    private void resumed(ErrorId id, Damage damage, String verb, String... flags) {
        provoke(id, () -> {
            trained();
            Path run = home.resolve("teacher.run");
            damage.apply(run);
            return told(Dlm.run(List.of(verb, "--resume=" + run), flags));
        });
    }

    private static Path checkpoint(Path run) throws IOException {
        try (Stream<Path> all = Files.list(run.resolve("checkpoints"))) {
            return all.sorted().toList().get(0);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void trainings() {
        provoke(ErrorId.TRAIN_1, () -> fromHugeWeights("--steps=20", "--max-skipped=1"));
        provoke(ErrorId.TRAIN_2, () -> fromHugeWeights("--steps=3"));
        provoke(ErrorId.TRAIN_3, () -> told(Dlm.run(Dlm.train(data(), home.resolve("shared"), "--spark=failing"))));
        provoke(ErrorId.VOCAB_10, () -> {
            Path words = Files.writeString(home.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\nsay\nred\n");
            return told(Dlm.run(Dlm.train(data(), home.resolve("other"), "--vocab=" + words)));
        });
        provoke(
                ErrorId.INIT_1,
                () -> told(Dlm.run(
                        "train",
                        "--init=" + trained(),
                        "--data=" + data(),
                        "--out=" + home.resolve("other"),
                        "--hidden=32")));
        provoke(ErrorId.RECIPE_1, () -> told(distill("--recipe=kd")));
        provoke(ErrorId.RECIPE_2, () -> told(distill("--recipe=kd:10:theta-rl=1e-3")));
        provoke(ErrorId.RECIPE_3, () -> told(distill("--recipe=kd:10,fuse:10")));
        provoke(ErrorId.SCORE_1, () -> {
            Path input = home.resolve("in.safetensors");
            Tensor times = Tensor.of(Shape.of(1), 5000L);
            new Safetensors(Map.of("x_t", Tensor.of(Shape.of(1, 32, 8), new float[256]), "t", times), Map.of())
                    .write(input);
            return told(Dlm.run(
                    "score",
                    "--model=" + trained(),
                    "--input=" + input,
                    "--output=" + home.resolve("out.safetensors"),
                    "--threads=1"));
        });
    }

    private Dlm.Result distill(String... more) {
        return Dlm.run(Dlm.distill(trained(), data(), home.resolve("student"), more));
    }

    /** A training whose losses overflow. */
    private String fromHugeWeights(String... flags) {
        ModelBundle model = ModelDirectory.load(trained());
        Map<String, Tensor> weights = new LinkedHashMap<>(model.weights());
        weights.replaceAll((name, tensor) -> {
            float[] values = new float[tensor.shape().size()];
            Arrays.fill(values, 1e38f);
            return Tensor.of(tensor.shape(), values);
        });
        Path huge = fresh("huge");
        fresh("other.run");
        ModelDirectory.save(
                huge,
                new ModelBundle(
                        model.architecture(), model.tokenizer(), weights, model.role(), model.generation(), ""));
        List<String> train = new ArrayList<>(List.of(
                "train",
                "--data=" + data(),
                "--out=" + home.resolve("other"),
                "--init=" + huge,
                "--batch=4",
                "--valid-every=0"));
        return told(Dlm.run(train, flags));
    }
}
