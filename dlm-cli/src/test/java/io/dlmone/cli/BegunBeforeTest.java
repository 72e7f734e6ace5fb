package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.tensor.Tensor;
import io.dlmone.train.MetricsRow;
import io.dlmone.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs that an earlier version (of November 2026, before recipes and rows were types) began and that were killed after
 * their fourth update go on with this one, and end as they did there.
 */
class BegunBeforeTest {

    private static final Path BEGUN = Path.of("src/test/resources/io/dlmone/cli/begun");

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({"train, teacher, 8", "distill, student, 6"})
    void goesOn(String verb, String model, int steps) throws IOException {
        Path run = home.resolve("old.run");
        copy(BEGUN.resolve(verb + ".run"), run);
        Path out = home.resolve("model");
        Dlm.Result result = Dlm.run(verb, "--resume", run.toString(), "--out", out.toString());
        assertThat(result.code()).as(result.err()).isZero();
        List<MetricsRow> rows = RunDirectory.metrics(run);
        assertThat(rows.get(rows.size() - 1).step()).isEqualTo(steps);
        assertThat(rows).extracting(MetricsRow::step).isSorted();
        Map<String, Tensor> expected = ModelDirectory.load(BEGUN.resolve(model)).weights();
        Map<String, Tensor> found = ModelDirectory.load(out).weights();
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> {
            float[] a = tensor.floats();
            float[] b = found.get(name).floats();
            for (int i = 0; i < a.length; i++) { // another processor may round otherwise
                assertThat(b[i]).as(name).isCloseTo(a[i], within(1e-4f));
            }
        });
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
