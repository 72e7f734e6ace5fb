package io.dlmone.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Request;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one jar for {@code spark-submit}: the program and the command of {@code docs/spark.md} through Spark's own entry,
 * {@code SparkSubmit}, in a JVM with nothing else on its class path than a Spark installation has.
 */
class SubmittedJarTest {

    private static final Path PAGE = Path.of("..", "docs", "spark.md");
    private static final Path JAR = Path.of(System.getProperty("dlm.spark.jar"));

    @TempDir
    Path home;

    @Test
    void runsTheDocumentedProgramWithTheDocumentedCommand() throws IOException, InterruptedException {
        String page = Files.readString(PAGE);
        Matcher program = Pattern.compile("(?s)```java\\n(.*?)```").matcher(page);
        assertThat(program.find()).isTrue();
        application(program.group(1));
        Matcher command = Pattern.compile("(?m)^    spark-submit (.*)$").matcher(page);
        assertThat(command.find()).isTrue();
        String question = "can my parrot travel with me by taxi ?";
        Files.write(home.resolve("questions.txt"), List.of(question, "", "may I zorble ?"));
        submit(command.group(1)
                .replaceFirst("dlm-spark-VERSION-all.jar", Matcher.quoteReplacement(JAR.toString()))
                .split(" "));
        try (Stream<Path> files = Files.list(home.resolve("answers"));
                TextGenerator alone = TextGenerator.open("builtin:paraphrase-student")) {
            List<String> written = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                written.addAll(Files.readAllLines(file));
            }
            String answer = alone.write(List.of(new Request(question, 0, RowNumber.of(question), 0)))
                    .get(0)
                    .text();
            assertThat(written)
                    .containsExactlyInAnyOrder(
                            "{\"question\":\"" + question + "\",\"answer\":\"" + answer + "\"}",
                            "{\"question\":\"\",\"answer\":\"\"}",
                            "{\"question\":\"may I zorble ?\"}");
        }
    }

    @Test
    void givesSqlItsFunction() throws IOException, InterruptedException {
        Path script = Files.writeString(home.resolve("Sql.java"), """
                public class Sql {
                    public static void main(String[] args) {
                        var spark = org.apache.spark.sql.SparkSession.builder().getOrCreate();
                        spark.sql("select dlm_generate('can my parrot travel with me by taxi ?') as answer")
                                .write().text("sql");
                    }
                }
                """);
        application(Files.readString(script));
        submit(
                "--conf",
                "spark.sql.extensions=io.dlmone.spark.DlmExtensions",
                "--conf",
                "spark.dlm.model=builtin:paraphrase-student",
                "--jars",
                JAR.toString(),
                "--class",
                "Sql",
                "answers.jar");
        try (Stream<Path> files = Files.list(home.resolve("sql"))) {
            assertThat(files.filter(f -> f.toString().endsWith(".txt")))
                    .singleElement()
                    .satisfies(
                            file -> assertThat(Files.readString(file).strip()).endsWith("?"));
        }
    }

    /** Compiles a program into {@code answers.jar}. */
    private void application(String program) throws IOException {
        Matcher name = Pattern.compile("public class (\\w+)").matcher(program);
        assertThat(name.find()).isTrue();
        Path source = Files.writeString(home.resolve(name.group(1) + ".java"), program);
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-cp", classPath, source.toString()))
                .isZero();
        String compiled = name.group(1) + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(home.resolve("answers.jar")))) {
            jar.putNextEntry(new JarEntry(compiled));
            jar.write(Files.readAllBytes(home.resolve(compiled)));
        }
    }

    private void submit(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // what spark-submit opens, as this JVM has it
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Djdk.reflect"))
                .forEach(command::add);
        command.addAll(List.of("-cp", SparkHome.made().resolve("jars") + File.separator + "*"));
        command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]"));
        command.addAll(List.of("--conf", "spark.ui.enabled=false"));
        command.addAll(List.of(arguments));
        Path log = home.resolve("log");
        Process process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    @Test
    void bringsNoClassThatSparkHas() throws IOException {
        Set<String> sparks = new HashSet<>();
        try (Stream<Path> jars = Files.list(SparkHome.made().resolve("jars"))) {
            for (Path jar : jars.toList()) {
                sparks.addAll(classes(jar));
            }
        }
        assertThat(sparks).hasSizeGreaterThan(50_000);
        assertThat(classes(JAR))
                .contains("io/dlmone/spark/OneStepGenerator.class", "ai/onnxruntime/OrtEnvironment.class")
                .doesNotContainAnyElementsOf(sparks);
    }

    private static Set<String> classes(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .collect(Collectors.toSet());
        }
    }
}
