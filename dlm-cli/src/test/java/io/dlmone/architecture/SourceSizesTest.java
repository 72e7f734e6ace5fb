package io.dlmone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files that can be read in one go: main code is cut into small ones, and the command line stays thin. */
class SourceSizesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int LONGEST = 400;
    private static final int MEDIAN = 100;
    private static final int COMMAND_LINE = 5_000;

    @Test
    void mainFilesAreShort() throws IOException {
        Map<Path, Integer> lines = lines("");
        assertThat(lines).hasSizeGreaterThan(300);
        assertThat(lines)
                .allSatisfy((file, n) -> assertThat(n).as("lines of %s", file).isLessThanOrEqualTo(LONGEST));
        List<Integer> sorted = lines.values().stream().sorted().toList();
        assertThat(sorted.get(sorted.size() / 2)).as("the median").isLessThan(MEDIAN);
    }

    @Test
    void theCommandLineIsThin() throws IOException {
        assertThat(lines("dlm-cli").values().stream().mapToInt(n -> n).sum()).isBetween(1, COMMAND_LINE);
    }

    /** Lines of the main code of the modules whose names begin so. */
    private static Map<Path, Integer> lines(String module) throws IOException {
        Map<Path, Integer> lines = new LinkedHashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path each : modules.filter(m -> m.getFileName().toString().startsWith(module))
                    .toList()) {
                Path sources = each.resolve(Path.of("src", "main", "java"));
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> files = Files.walk(sources)) {
                        files.filter(f -> f.toString().endsWith(".java"))
                                .filter(f -> !f.getFileName().toString().equals("package-info.java"))
                                .forEach(f -> lines.put(ROOT.relativize(f), count(f)));
                    }
                }
            }
        }
        return lines;
    }

    private static int count(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
