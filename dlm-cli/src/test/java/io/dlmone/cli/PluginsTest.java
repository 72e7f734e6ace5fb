package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.Plugins;
import io.dlmone.backend.Backends;
import io.dlmone.contract.PluginJar;
import io.dlmone.model.NoiseScheduleProvider;
import io.dlmone.objective.Objective;
import io.dlmone.plugin.PluginKind;
import io.dlmone.plugin.PluginRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugin jars, whole and broken, as users give them to the command. */
class PluginsTest {

    @TempDir
    Path home;

    /** An objective that does as kd does, with one setting of its own that must be odd. */
    static PluginJar objective(String name, String setting) {
        return new PluginJar()
                .source("p.Mine", """
                        package p;
                        import io.dlmone.error.Problem;
                        import io.dlmone.Plugins;
                        import io.dlmone.objective.*;
                        import java.util.*;
                        public final class Mine implements Objective {
                            static final Setting<Integer> ODD = Setting.whole("SETTING", 3, 1, "A number that is odd");
                            @Override public String name() { return "NAME"; }
                            @Override public String description() { return "As kd, for a test."; }
                            @Override public List<Setting<?>> settings() {
                                List<Setting<?>> all = new ArrayList<>(Plugins.objective("kd").settings());
                                all.add(ODD);
                                return all;
                            }
                            @Override public List<Problem> problems(DistillationSettings s) {
                                return s.get(ODD) % 2 == 1 ? List.of() : List.of(ODD.problem("an odd number", s.get(ODD)));
                            }
                            @Override public Phase begin(DistillationContext c) {
                                return Plugins.objective("kd").begin(c);
                            }
                        }
                        """.replace("SETTING", setting).replace("NAME", name))
                .service(Objective.class, "p.Mine");
    }

    private Path broken() throws IOException {
        return new PluginJar().service(Objective.class, "p.Gone").write(home.resolve("broken.jar"));
    }

    @Test
    void aJarWhoseServiceFileNamesNoClassIsNamedAndStopsNoVerb() throws IOException {
        Path jar = broken();
        for (String verb : new String[] {"--help", "backends", "plugins"}) {
            Dlm.Result result = Dlm.run("--plugins", jar.toString(), verb);
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.out()).isNotEmpty();
            assertThat(result.err().lines()).singleElement().asString().contains("[DLM-PLUGIN-2] " + jar, "p.Gone");
        }
        JsonNode problems = json("plugins", "--json", "--plugins=" + jar).get("problems");
        assertThat(problems.findValuesAsText("where")).containsExactly(jar.toString());
    }

    @Test
    void twoPluginsOfOneNameAreToldWithBothJarsAndStopNoVerb() throws IOException {
        Path jar = objective("sid", "oddness").write(home.resolve("again.jar"));
        Dlm.Result result = Dlm.run("distill", "--help", "--plugins", jar.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).doesNotContain("--oddness");
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .contains("[DLM-PLUGIN-3] " + jar, "'sid'", "dlm-distill");
    }

    @Test
    void aPluginsObjectiveIsListedExplainedAndRun() throws IOException {
        Path jar = objective("mine", "oddness").write(home.resolve("mine.jar"));
        Files.createDirectory(home.resolve("jars"));
        Files.move(jar, jar = home.resolve("jars").resolve("mine.jar"));
        String plugins = "--plugins=" + jar.getParent();
        assertThat(Dlm.run(plugins, "plugins").out())
                .contains("teacher family", "diffuseq", "sampler", "heun", "noise schedule", "backend", "onnx")
                .contains("As kd, for a test.", jar.toString());
        assertThat(Dlm.run("distill", "--help", plugins).out().replaceAll("\\s+", " "))
                .contains("--oddness=N", "mine: A number that is odd. Default: 3.", "kd, mine, progressive");
        Path data = Dlm.data(home.resolve("data"));
        assertThat(Dlm.run(Dlm.train(data, home.resolve("m"))).code()).isZero();
        Dlm.Result even = Dlm.run(
                Dlm.distill(home.resolve("m"), data, home.resolve("s"), plugins, "--recipe=mine:2", "--oddness=4"));
        assertThat(even.code()).isEqualTo(2);
        assertThat(even.err()).contains("an odd number", "found 4");
        Dlm.Result odd = Dlm.run(
                Dlm.distill(home.resolve("m"), data, home.resolve("s"), plugins, "--recipe=mine:2", "--oddness=5"));
        assertThat(odd.code()).as(odd.err()).isZero();
        Dlm.Result without = Dlm.run(Dlm.distill(home.resolve("m"), data, home.resolve("s2"), "--recipe=mine:2"));
        assertThat(without.code()).isEqualTo(2);
        assertThat(without.err()).contains("[DLM-PLUGIN-1] objective", "'mine'", "add the jar that provides it");
    }

    @Test
    void aSettingWithTheNameOfAFlagIsToldAndTheFlagStays() throws IOException {
        Path jar = objective("mine", "threads").write(home.resolve("mine.jar"));
        Dlm.Result result = Dlm.run("distill", "--help", "--plugins", jar.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("Threads for one program");
        assertThat(result.err())
                .contains(
                        "[DLM-PLUGIN-5] " + jar + ": --threads of objective mine",
                        "in --recipe the setting can be given",
                        "mine:1000:threads=...");
    }

    @Test
    void allPlacesThatAreNoJarsAreTold() throws IOException {
        Path text = Files.writeString(home.resolve("text.jar"), "no jar");
        Path empty = Files.createDirectory(home.resolve("empty"));
        Path none = home.resolve("none.jar");
        Dlm.Result result = Dlm.run("--help", "--plugins=" + text + "," + empty + "," + none);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).hasSize(3).allMatch(line -> line.contains("[DLM-PLUGIN-4] --plugins "));
        assertThat(result.err()).contains(text.toString(), "a directory without any", none + ": expected");
    }

    @Test
    void theEnvironmentNamesPluginsToo() throws Exception {
        Path jar = objective("mine", "oddness").write(home.resolve("mine.jar"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]), out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
        Map<String, String> environment = Map.of("DLM_PLUGINS", jar.toString());
        assertThat(Main.execute(console, environment, "plugins", "--plugins", broken().toString()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("As kd, for a test.");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("[DLM-PLUGIN-2]");

        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "plugins");
        builder.environment().put("DLM_PLUGINS", jar.toString());
        Path output = home.resolve("out.txt");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(output).content().contains("As kd, for a test.");
    }

    @Test
    void aSamplerIsRefusedOnAPluginsPathThatItCannotWalk() throws IOException {
        Path jar = new PluginJar()
                .source("p.Line", """
                        package p;
                        import io.dlmone.model.*;
                        public final class Line implements NoiseScheduleProvider {
                            @Override public String name() { return "line"; }
                            @Override public String description() { return "A straight line."; }
                            @Override public NoiseSchedule create(int steps) {
                                return new DiscreteSchedule() {
                                    @Override public String name() { return "line"; }
                                    @Override public int steps() { return steps; }
                                    @Override public double alpha(int t) { return 1 - sigma(t); }
                                    @Override public double sigma(int t) { return (t + 1.0) / steps; }
                                };
                            }
                        }
                        """)
                .service(NoiseScheduleProvider.class, "p.Line")
                .write(home.resolve("line.jar"));
        Path model = home.resolve("m");
        assertThat(Dlm.run(Dlm.train(Dlm.data(home.resolve("data")), model)).code())
                .isZero();
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"sqrt\"", "\"line\""));
        String plugins = "--plugins=" + jar;
        Dlm.Result refused =
                Dlm.runWith("say red\n", "generate", plugins, "--threads=1", "--model=" + model + "@euler:4");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains(
                        "[DLM-SAMPLER-1] sampler euler",
                        "has whole times",
                        "[ancestral, ddim, ddim-official, dpm-solver++, heun]");
        Dlm.Result walked =
                Dlm.runWith("say red\n", "generate", plugins, "--threads=1", "--model=" + model + "@heun:3");
        assertThat(walked.code()).as(walked.err()).isZero();
        assertThat(walked.out().lines()).hasSize(1);
    }

    /** What an unknown name's message says to add is what provides it. */
    @Test
    void theArtefactsToAddAreThoseThatProvideThePlugins() {
        assertThat(Plugins.KINDS).contains(Backends.KIND).allSatisfy(this::artefactsAreRight);
    }

    private void artefactsAreRight(PluginKind<?> kind) {
        assertThat(PluginRegistry.of(kind).found()).isNotEmpty().allSatisfy(found -> assertThat(found.origin())
                .as(kind.label() + " " + found.name())
                .contains(kind.artefacts().get(found.name()).replace("io.dlmone:", "")));
        assertThat(kind.artefacts()).hasSameSizeAs(PluginRegistry.of(kind).found());
    }

    private static JsonNode json(String... args) throws IOException {
        return new ObjectMapper().readTree(Dlm.run(args).out());
    }
}
