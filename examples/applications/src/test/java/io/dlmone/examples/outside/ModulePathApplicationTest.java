package io.dlmone.examples.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles the application in {@code src/module-path} against the library's jars and runs it, all on the module path.
 */
class ModulePathApplicationTest {

    private static final Pattern NAME = Pattern.compile("<java.module.name>(.*)</java.module.name>");
    private static final List<String> LEFT_OUT = List.of("junit", "assertj", "opentest4j", "apiguardian", "byte-buddy");
    private static final String SENTENCE = "where can i buy a cheap dress in tokyo ?";

    @TempDir
    Path home;

    @Test
    void writesASentence() throws Exception {
        String modules = modulePath();
        Path out = home.resolve("app");
        Jvm.tool(
                "javac",
                List.of(
                        "-d",
                        out.toString(),
                        "-p",
                        modules,
                        "src/module-path/module-info.java",
                        "src/module-path/org/example/app/Main.java"));
        String printed = Jvm.run(
                home,
                List.of(
                        "--add-modules",
                        "ALL-MODULE-PATH",
                        "-p",
                        modules + File.pathSeparator + out,
                        "-m",
                        "org.example.app/org.example.app.Main",
                        SENTENCE));
        assertThat(printed.lines()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(printed.lines().toList()).contains("org.example.app uses io.dlmone.student");
        assertThat(printed.lines().reduce("", (a, b) -> b)).contains("tokyo");
    }

    /**
     * The jars of the starter and one engine; what is not packed yet is packed here, with the name that its POM gives.
     */
    private String modulePath() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path entry : Jvm.classPath()) {
            String name = entry.toString();
            if (LEFT_OUT.stream().noneMatch(name::contains) && !name.contains("test-classes") && isLibrary(entry)) {
                all.add(Files.isDirectory(entry) ? packed(entry) : entry);
            }
        }
        return all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isLibrary(Path entry) {
        return List.of(
                        "dlm-api",
                        "dlm-model",
                        "dlm-student",
                        "dlm-teacher-diffuseq",
                        "dlm-builtin",
                        "backend-onnx",
                        "jackson",
                        "onnx",
                        "protobuf",
                        "slf4j-api")
                .stream()
                .anyMatch(entry.toString()::contains);
    }

    private Path packed(Path classes) throws IOException {
        Path module = classes.getParent().getParent();
        Matcher name = NAME.matcher(Files.readString(module.resolve("pom.xml")));
        assertThat(name.find()).as("a module name in " + module).isTrue();
        Path manifest = Files.writeString(
                home.resolve(module.getFileName() + ".mf"), "Automatic-Module-Name: " + name.group(1) + "\n");
        Path jar = home.resolve(module.getFileName() + ".jar");
        Jvm.tool(
                "jar",
                List.of(
                        "--create",
                        "--file",
                        jar.toString(),
                        "--manifest",
                        manifest.toString(),
                        "-C",
                        classes.toString(),
                        "."));
        return jar;
    }
}
