package io.dlmone.cli;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.contract.PluginJar;
import io.dlmone.error.ErrorId;
import io.dlmone.model.NoiseScheduleProvider;
import io.dlmone.student.export.ModelExport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Command lines, plugins and inputs of the shell that cannot be used. */
final class CommandProblems extends Provocations {

    CommandProblems(Path home) {
        super(home);
        command(ErrorId.FLAG_1, "generate", "--modell=builtin:paraphrase-student");
        command(ErrorId.FLAG_2, "generate", "--threads=many");
        command(ErrorId.SETTING_2, "generate", "--threads=0");
        command(ErrorId.FLAG_3, "train");
        refuse(
                ErrorId.ARGUMENT_1,
                () -> Arguments.requireReadable(StandardCharsets.US_ASCII, List.of("--out=na?ve"), "/home/me"));
        provoke(ErrorId.ARGUMENT_2, CommandProblems::unnameable);
        configured(ErrorId.CONFIG_2, "{\"setps\": 10}");
        configured(ErrorId.CONFIG_3, "{\"steps\": {\"least\": 10}}");
        String exported = "--out=" + home.resolve("exported");
        command(ErrorId.EXPORT_1, "export", "--model=builtin:paraphrase-student", "--format=onx", exported);
        refuse(ErrorId.EXPORT_2, () -> {
            ModelBundle student = ModelDirectory.load("builtin:paraphrase-student");
            new ModelExport(student.writing(student.generation().withStudentSteps(4)), "onnx")
                    .write(home.resolve("exported"));
        });
        command(
                ErrorId.EXPORT_3,
                "export",
                "--model=builtin:paraphrase-student",
                "--format=web",
                "--runtime=" + home.resolve("no-modules"),
                exported);
        command(ErrorId.TEXT_2, "generate", "--input=" + home.resolve("none.txt"));
        provoke(ErrorId.TEXT_1, () -> generate(new byte[] {(byte) 0xff, '\n'}));
        provoke(ErrorId.TEXT_5, () -> generate("x".repeat(2 << 20).getBytes(StandardCharsets.UTF_8)));
        plugins();
    }

    private static String unnameable() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        new Failures(console(new byte[0], err))
                .failure(new InvalidPathException("na\u00efve", "Malformed input"), false);
        return err.toString(StandardCharsets.UTF_8).replaceFirst("^dlm: ", "");
    }

    private static Console console(byte[] input, ByteArrayOutputStream err) {
        return new Console(
                new ByteArrayInputStream(input),
                new ByteArrayOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }

    private static String generate(byte[] input) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.execute(console(input, err), "generate", "--threads=1");
        return told(new Dlm.Result(code, "", err.toString(StandardCharsets.UTF_8)));
    }

    private void configured(ErrorId id, String config) {
        provoke(id, () -> {
            Path file = Files.writeString(home.resolve("settings.json"), config);
            return told(Dlm.run("train", "--config=" + file, "--data=data", "--out=teacher"));
        });
    }

    private void plugins() {
        String data = "builtin:paraphrase";
        command(
                ErrorId.PLUGIN_1,
                "distill",
                "--teacher=builtin:paraphrase-teacher",
                "--data=" + data,
                "--out=" + home.resolve("student"),
                "--recipe=sidd:100");
        plugin(ErrorId.PLUGIN_2, new PluginJar().service(NoiseScheduleProvider.class, "p.Gone"), "plugins");
        plugin(
                ErrorId.PLUGIN_3,
                new PluginJar().source("p.Sqrt", """
                                package p;
                                import io.dlmone.model.*;
                                public final class Sqrt implements NoiseScheduleProvider {
                                    @Override public String name() { return "sqrt"; }
                                    @Override public String description() { return "Another."; }
                                    @Override public NoiseSchedule create(int steps) { throw new AssertionError(); }
                                }
                                """).service(NoiseScheduleProvider.class, "p.Sqrt"),
                "plugins");
        command(ErrorId.PLUGIN_4, "plugins", "--plugins=" + home.resolve("none.jar"));
        provoke(
                ErrorId.PLUGIN_5,
                () -> told(Dlm.run(
                        "distill",
                        "--help",
                        "--plugins=" + PluginsTest.objective("mine", "threads").write(home.resolve("mine.jar")))));
    }

    private void plugin(ErrorId id, PluginJar jar, String verb) {
        provoke(id, () -> {
            Path written = jar.write(home.resolve(id.toString().toLowerCase(java.util.Locale.ROOT) + ".jar"));
            return told(Dlm.run(verb, "--plugins=" + written));
        });
    }
}
