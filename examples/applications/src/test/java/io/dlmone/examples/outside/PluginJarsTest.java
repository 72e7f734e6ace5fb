package io.dlmone.examples.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.Plugins;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.objective.Objective;
import io.dlmone.text.SentencePair;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars of {@code examples/plugins} in the hands of the command, which does not know them. */
class PluginJarsTest {

    @TempDir
    Path home;

    private Path jars;

    /** The command as a user starts it, in a virtual machine of its own. */
    private String dlm(String verb, String... more) throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.add("-cp");
        arguments.add(Jvm.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        arguments.addAll(List.of("io.dlmone.cli.Main", "--plugins", jars.toString(), verb));
        arguments.addAll(List.of(more));
        return Jvm.run(home, arguments);
    }

    private Path packed() throws Exception {
        Path directory = Files.createDirectory(home.resolve("jars"));
        for (String plugin : List.of("teacher", "sampler", "objective")) {
            String classes =
                    Path.of("..", "plugins", plugin, "target", "classes").toString();
            Jvm.tool(
                    "jar",
                    List.of(
                            "--create",
                            "--file",
                            directory.resolve(plugin + ".jar").toString(),
                            "-C",
                            classes,
                            "."));
        }
        return directory;
    }

    private Path data() {
        List<SentencePair> rows = new ArrayList<>();
        for (String a : List.of("red", "green", "blue", "black")) {
            for (String b : List.of("red", "green", "blue", "black")) {
                rows.add(new SentencePair("say " + a + " " + b, b + " " + a + " said"));
            }
        }
        Path directory = home.resolve("data");
        new DataDirectory(directory)
                .write(Map.of(Split.TRAIN, rows, Split.VALID, rows.subList(0, 4), Split.TEST, rows.subList(3, 9)));
        return directory;
    }

    @Test
    void aForeignTeacherIsTrainedDistilledWithEveryObjectiveSampledAndEvaluated() throws Exception {
        jars = packed();
        List<String> objectives = new ArrayList<>(List.of("shortcut"));
        Plugins.all(Objective.class).stream()
                .filter(each -> !each.fuses()) // this teacher reads tokens without a call
                .forEach(each -> objectives.add(each.name()));
        assertThat(objectives).contains("sid", "kd");
        String recipe = objectives.stream().map(name -> name + ":2").collect(Collectors.joining(","));
        String data = "--data=" + data();
        String teacher = home.resolve("teacher").toString();
        String student = home.resolve("student").toString();
        assertThat(dlm("plugins").replaceAll("\\s+", " "))
                .containsPattern(" example-flow [^.]*\\(an example\\). [^ ]*teacher.jar")
                .containsPattern(" example-straight [^.]*\\(an example\\). [^ ]*teacher.jar")
                .containsPattern(" euler-ratio [^.]*\\(an example\\). [^ ]*sampler.jar")
                .containsPattern(" shortcut [^.]*\\(an example\\). [^ ]*objective.jar");
        assertThat(dlm("distill", "--help")).contains("--way=");
        dlm(
                "train",
                data,
                "--out=" + teacher,
                "--family=example-flow",
                "--width=8",
                "--hidden=16",
                "--length=32",
                "--batch=4",
                "--steps=30",
                "--warmup=0",
                "--lr=1e-2",
                "--valid-every=0",
                "--backend=onnx",
                "--threads=1");
        assertThat(Files.readString(Path.of(teacher, "config.json"))).contains("example-flow");
        dlm(
                "distill",
                data,
                "--teacher=" + teacher,
                "--out=" + student,
                "--recipe=" + recipe,
                "--initial-time=464",
                "--log-every=1",
                "--batch=4",
                "--endpoint-steps=2",
                "--valid-every=50",
                "--backend=onnx",
                "--threads=1");
        assertThat(Files.readString(Path.of(student + ".run", "metrics.jsonl")))
                .as("every objective has left its rows")
                .contains(objectives);
        String table = dlm(
                "evaluate",
                data,
                "--model=" + teacher,
                "--model=" + student,
                "--sampler=euler-ratio",
                "--steps=4",
                "--limit=4",
                "--backend=onnx",
                "--threads=1",
                "--json");
        assertThat(table).contains("bleu", "euler-ratio");
        Path sources = Files.writeString(home.resolve("sources.txt"), "say red blue\nsay green black\n");
        assertThat(dlm("generate", "--model=" + student, "--input=" + sources, "--backend=onnx", "--threads=1")
                        .lines())
                .hasSizeGreaterThanOrEqualTo(2);
    }
}
