package io.dlmone.examples.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final Pattern APPLICATION = Pattern.compile(
            "(dlm-(api|model|student|teacher-diffuseq|teacher-flow|builtin)|backend-onnx|jackson-|onnxruntime|tribuo-util-onnx|protobuf-java|slf4j-api|snakeyaml-engine).*");

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

    /** As many modules as jars, each with the name that its POM gives, and no package in two of them. */
    @Test
    void everyJarOfTheLibraryIsAModule() throws IOException {
        Map<String, String> owners = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (Path jar : jars(Pattern.compile("(dlm|backend)-.*"))) {
            ModuleDescriptor module =
                    ModuleFinder.of(jar).findAll().iterator().next().descriptor();
            assertThat(module.name()).startsWith("io.dlmone.");
            assertThat(names.add(module.name())).as("one " + module.name()).isTrue();
            module.packages().forEach(name -> assertThat(owners.put(name, module.name()))
                    .as("another module with " + name)
                    .isNull());
        }
        assertThat(names).contains("io.dlmone.api", "io.dlmone.train", "io.dlmone.cli");
    }

    /** The jars of the starter and one engine, with the libraries that they use. */
    private String modulePath() throws IOException {
        return jars(APPLICATION).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** What is not packed yet is packed here, with the name that its POM gives. */
    private List<Path> jars(Pattern artefact) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path entry : Jvm.classPath()) {
            boolean directory = Files.isDirectory(entry);
            Path named = directory ? entry.getParent().getParent() : entry;
            if (artefact.matcher(named.getFileName().toString()).matches() && !entry.endsWith("test-classes")) {
                all.add(directory ? packed(entry) : entry);
            }
        }
        return all;
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
