package io.dlmone.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory such as Spark is installed in: its jars are links to those that the build has. */
final class SparkHome {

    private static final List<String> NOT_SPARKS = List.of(
            "dlm-",
            "backend-",
            "onnxruntime",
            "tribuo",
            "junit",
            "assertj",
            "opentest4j",
            "apiguardian",
            "byte-buddy",
            "surefire",
            "snakeyaml-engine",
            "jackson-dataformat-csv",
            "jspecify");

    private SparkHome() {}

    /** The directory that the environment names, as Spark reads it there, with its jars. */
    static synchronized Path made() {
        Path home = Path.of(Objects.requireNonNull(System.getenv("SPARK_HOME"), "SPARK_HOME, which the pom sets"));
        try {
            Path jars = Files.createDirectories(home.resolve("jars"));
            for (String jar : classPath(SparkHome::isSparks)) {
                link(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path link, Path jar) throws IOException {
        try {
            Files.createSymbolicLink(link, jar);
        } catch (FileAlreadyExistsException there) {
            return;
        } catch (UnsupportedOperationException | IOException noLinks) {
            Files.copy(jar, link);
        }
    }

    /** The class path of what is not Spark's: this project's classes and what they need. */
    static String ours() {
        return String.join(File.pathSeparator, classPath(entry -> !isSparks(entry)));
    }

    private static boolean isSparks(String entry) {
        String name = Path.of(entry).getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jar") && NOT_SPARKS.stream().noneMatch(name::startsWith);
    }

    private static List<String> classPath(Predicate<String> which) {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .filter(which)
                .collect(Collectors.toList());
    }
}
