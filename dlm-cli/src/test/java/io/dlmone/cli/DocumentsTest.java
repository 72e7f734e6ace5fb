package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import io.dlmone.architecture.AllClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documents show holds: commands are those of the real command line, Java compiles, links lead somewhere. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#:]+)(#[^)\\s]*)?\\)");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");
    private static final Pattern CLASS = Pattern.compile("(?:class|record|interface) (\\w+)");

    @TempDir
    private Path temporary;

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> all = new ArrayList<>(docs.filter(p -> p.toString().endsWith(".md"))
                    .map(ROOT::relativize)
                    .sorted()
                    .toList());
            all.add(Path.of("README.md"));
            all.add(Path.of("CONTRIBUTING.md"));
            return all.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandIsOneOfTheRealCommandLine(Path document) {
        for (List<String> command : commands(read(document))) {
            CommandLine line = Main.commandLine(
                    Guice.createInjector(new CliModule(Console.ofProcess())), new Failures(Console.ofProcess()));
            try {
                line.parseArgs(command.toArray(String[]::new));
            } catch (CommandLine.ParameterException e) {
                throw new AssertionError(document + ": dlm " + String.join(" ", command) + ": " + e.getMessage(), e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsToAFile(Path document) {
        Matcher link = LINK.matcher(read(document));
        while (link.find()) {
            assertThat(ROOT.resolve(document).resolveSibling(link.group(1)))
                    .as(document + ": " + link.group())
                    .exists();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyJavaProgramCompiles(Path document) throws IOException {
        Matcher program = JAVA.matcher(read(document));
        while (program.find()) {
            Matcher name = CLASS.matcher(program.group(1));
            if (!name.find()) {
                continue; // an excerpt
            }
            Path source = Files.createDirectories(temporary.resolve(String.valueOf(program.start())))
                    .resolve(name.group(1) + ".java");
            Files.writeString(source, program.group(1));
            compile(document, source);
        }
    }

    @Test
    void commandsAreReadWithTheirContinuationsQuotesAndPipes() {
        assertThat(commands("""
                text

                    echo "a ?" | ./dlm generate --model 'my model' \\
                        --steps 4 > out.txt
                    ./dlm demo   # a remark
                    ./dlm VERB --help
                """))
                .containsExactly(List.of("generate", "--model", "my model", "--steps", "4"), List.of("demo"));
    }

    /** Indented or fenced lines that run dlm, up to a redirection or pipe; those with VERB are patterns. */
    private static List<List<String>> commands(String text) {
        List<List<String>> commands = new ArrayList<>();
        String joined = text.replaceAll("\\\\\\n\\s*", "");
        boolean fenced = false;
        for (String line : joined.lines().toList()) {
            fenced ^= line.startsWith("```");
            int at = line.indexOf("./dlm ");
            if (at < 0 || !fenced && !line.startsWith("    ") || line.contains("./dlm VERB")) {
                continue;
            }
            commands.add(words(line.substring(at + "./dlm ".length())));
        }
        return commands;
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)").matcher(command);
        while (word.find()) {
            if (word.group(3) != null
                    && List.of("|", ">", "<", "2>", "#", "&&", ";").contains(word.group(3))) {
                break;
            }
            words.add(Stream.of(word.group(1), word.group(2), word.group(3))
                    .filter(w -> w != null)
                    .findFirst()
                    .orElseThrow());
        }
        return words;
    }

    private void compile(Path document, Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (var files = compiler.getStandardFileManager(found, null, null)) {
            boolean compiles = compiler.getTask(
                            null,
                            files,
                            found,
                            Arrays.asList("-proc:none", "-d", temporary.toString(), "-cp", AllClasses.path()),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiles)
                    .as(document + ": " + source.getFileName() + "\n" + found.getDiagnostics())
                    .isTrue();
        }
    }

    private static String read(Path document) {
        try {
            return Files.readString(ROOT.resolve(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
