package io.dlmone.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command of {@code docs/spark.md} that trains on Spark, as a shell reads it, with the jars of the zip and that of
 * dlm-spark beside them. {@code spark-submit} is Spark's own entry, in a JVM with nothing else on its class path than a
 * Spark installation has; executors are processes of their own.
 */
@Timeout(1200)
class SubmittedCommandTest {

    private static final String MASTER = "local-cluster[2,1,1024]";
    private static final Path SPARK = Path.of(System.getProperty("dlm.spark.home"));
    private static final Path JAR = Path.of(System.getProperty("dlm.spark.jar"));

    @TempDir
    Path home;

    @Test
    void trainsAndDistilsOnTwoExecutors() throws IOException, InterruptedException {
        assumeThat(Path.of("/bin/bash")).exists();
        assumeThat(SPARK.resolve("jars")).as("made by the tests of dlm-spark").isDirectory();
        unpackJars();
        data();
        sparkSubmit();
        Matcher command = Pattern.compile("(?m)^    (spark-submit .*--class io.dlmone.cli.Main.*\\\\\\n.*)$")
                .matcher(Files.readString(Path.of("..", "docs", "spark.md")));
        assertThat(command.find()).isTrue();
        String train = command.group(1)
                .replace("MASTER", "'" + MASTER + "'")
                .replace("dlm-spark-VERSION.jar", JAR.toAbsolutePath().toString())
                .replace("VERSION", version())
                .replace("--workers 8", "--workers 2")
                .replace("--batch 512 --microbatch 64", "--batch 4 --microbatch 2");
        String few = " --seed 1 --valid-every 6 --checkpoint-every 0 --log-every 1";
        run(train + few + " --hidden 16 --layers 1 --heads 2 --width 8 --length 24 --steps 6 --warmup 2");
        assertThat(home.resolve("model/model.safetensors")).isNotEmptyFile();
        assertThat(home.resolve("model.run/metrics.jsonl")).content().contains("sentBytes");

        String distil = train.replace(" train ", " distill --teacher model --recipe kd:4,sid:4 --endpoint-steps 2 ")
                .replace("--out model", "--out student --local-steps 2");
        run(distil + few);
        assertThat(home.resolve("student/model.safetensors")).isNotEmptyFile();
        assertThat(home.resolve("student.run/metrics.jsonl")).content().contains("sentBytes");
    }

    private void run(String command) throws IOException, InterruptedException {
        Path log = home.resolve("log");
        Process process = new ProcessBuilder("/bin/bash", "-c", "PATH=$PWD:$PATH; " + command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(command + "\n" + Files.readString(log))
                .isZero();
    }

    private void unpackJars() throws IOException {
        Path lib = Files.createDirectory(home.resolve("lib"));
        URI zip = URI.create("jar:" + Path.of(System.getProperty("dlm.zip")).toUri());
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of());
                Stream<Path> all = Files.walk(files.getPath("/"))) {
            for (Path jar : all.filter(f -> f.toString().endsWith(".jar")).toList()) {
                try (InputStream in = Files.newInputStream(jar)) {
                    Files.copy(in, lib.resolve(jar.getFileName().toString()));
                }
            }
        }
    }

    private String version() {
        return JAR.getFileName().toString().replaceFirst("dlm-spark-(.*).jar", "$1");
    }

    private void data() throws IOException {
        String rows =
                "{\"src\":\"one red fish\",\"trg\":\"a fish in red\"}\n{\"src\":\"one blue bird\",\"trg\":\"a bird in blue\"}\n";
        Path data = Files.createDirectory(home.resolve("data"));
        for (String split : List.of("train", "valid", "test")) {
            Files.writeString(data.resolve(split + ".jsonl"), rows);
        }
    }

    /** What {@code bin/spark-submit} comes to, with a cluster of small processes. */
    private void sparkSubmit() throws IOException {
        Path script = Files.writeString(
                home.resolve("spark-submit"), """
                #!/bin/bash
                export SPARK_HOME='%s' SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1
                opens=()
                for package in lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic; do
                    opens+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
                done
                for package in jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
                    opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
                done
                exec '%s/bin/java' -XX:TieredStopAtLevel=1 "${opens[@]}" -Djdk.reflect.useDirectMethodHandle=false \\
                    -cp "$SPARK_HOME/jars/*" org.apache.spark.deploy.SparkSubmit --conf spark.ui.enabled=false \\
                    --conf spark.executor.memory=1g --conf spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 "$@"
                """.formatted(SPARK.toAbsolutePath(), System.getProperty("java.home")));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
