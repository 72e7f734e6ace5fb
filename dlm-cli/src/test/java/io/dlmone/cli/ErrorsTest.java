package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.cli.Provocations.Provocation;
import io.dlmone.error.ErrorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every id has a section in {@code docs/errors.md}, and the message there is the one that real input brings about. With
 * {@code -Ddlm.write=true} the messages are written instead of compared.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCUMENT = ROOT.resolve("docs/errors.md");
    private static final Pattern SECTION =
            Pattern.compile("(?m)^### (\\S+)\\n\\n([^\\n]+)\\n\\n    ([^\\n]*)\\n\\n([^\\n]+)\\n");
    private static final Pattern HEADING = Pattern.compile("(?m)^### (\\S+)$");

    @TempDir
    private static Path home;

    private final Map<ErrorId, Provocation> provocations = new EnumMap<>(ErrorId.class);
    private final Map<ErrorId, String> messages = new EnumMap<>(ErrorId.class);

    @BeforeAll
    void prepare() throws IOException {
        for (Provocations area : List.of(
                new FileProblems(directory("files")),
                new ModelProblems(directory("models")),
                new EngineProblems(directory("engines")),
                new JobProblems(directory("jobs")),
                new ServeProblems(directory("servers")),
                new CommandProblems(directory("commands")))) {
            area.all().forEach((id, provocation) -> assertThat(provocations.put(id, provocation))
                    .as(id + " in one area only")
                    .isNull());
        }
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectory(home.resolve(name));
    }

    @ParameterizedTest
    @EnumSource
    void theMessageInTheDocumentIsTheRealOne(ErrorId id) throws Exception {
        assertThat(provocations).as("a way to bring it about").containsKey(id);
        String text = provocations.get(id).message();
        String message = text.lines()
                .filter(line -> line.startsWith("[" + id + "]"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not in: " + text))
                .replaceAll(Pattern.quote(home + "/") + "[a-z]+/", "")
                .replaceAll(Pattern.quote(ROOT + "/") + "([a-z-]+)/target/[^\\s:,]+", "$1.jar")
                .replaceAll("\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.", ".ID.");
        messages.put(id, message);
        if (!Boolean.getBoolean("dlm.write")) {
            assertThat(sections().get(id.toString()))
                    .as("the message in docs/errors.md; -Ddlm.write=true writes it")
                    .isEqualTo(message);
        }
    }

    @Test
    void everyIdHasItsSectionAndEverySectionAnId() throws IOException {
        List<String> headings = HEADING.matcher(Files.readString(DOCUMENT))
                .results()
                .map(heading -> heading.group(1))
                .toList();
        assertThat(headings)
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorId.values()).map(ErrorId::toString).toList());
        assertThat(sections().keySet())
                .as("sections with a meaning, a message and what to do")
                .containsExactlyInAnyOrderElementsOf(headings);
    }

    @Test
    void noIdIsWrittenAsTextInTheProgram() throws IOException {
        Pattern literal = Pattern.compile("\"[^\"\\n]*DLM-[A-Z0-9]+-[0-9]");
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java")
                            && file.toString().replace('\\', '/').contains("/src/main/"))
                    .toList();
            assertThat(sources).hasSizeGreaterThan(300);
            for (Path source : sources) {
                assertThat(literal.matcher(Files.readString(source)).find())
                        .as(source.toString())
                        .isFalse();
            }
        }
    }

    private static Map<String, String> sections() throws IOException {
        Map<String, String> sections = new java.util.TreeMap<>();
        Matcher section = SECTION.matcher(Files.readString(DOCUMENT));
        while (section.find()) {
            sections.put(section.group(1), section.group(3));
        }
        return sections;
    }

    @AfterAll
    void write() throws IOException {
        if (Boolean.getBoolean("dlm.write")) {
            String text = SECTION.matcher(Files.readString(DOCUMENT)).replaceAll(section -> {
                String now = Arrays.stream(ErrorId.values())
                        .filter(id -> id.toString().equals(section.group(1)))
                        .findFirst()
                        .map(messages::get)
                        .orElse(section.group(3));
                return Matcher.quoteReplacement("### " + section.group(1) + "\n\n" + section.group(2) + "\n\n    " + now
                        + "\n\n" + section.group(4) + "\n");
            });
            Files.writeString(DOCUMENT, text);
        }
    }
}
