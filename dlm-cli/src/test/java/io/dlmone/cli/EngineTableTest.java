package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Capability;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of engines in docs/engines.md is what the contract tests of the backends showed when they last ran, as they
 * wrote it down. With {@code -Ddlm.write=true} it is written instead of compared.
 */
class EngineTableTest {

    private static final String BEGIN = "<!-- engines: written by EngineTableTest from the contract tests -->\n";
    private static final String END = "<!-- end of engines -->";

    private static final Set<String> ABOUT = Set.of("backend", "engine", "device", "precision");
    private static final Set<String> CASES =
            Set.of("operators", "gradients", "productsHaveEightBits", "allElseIsAsInFloat32");

    /** BackendContract and TrainingPartsContract. */
    private static final int CLASSES_IN_FP32 = 2;

    @Test
    void theDocumentsSayWhatTheContractTestsShowed() throws IOException {
        List<Properties> records = records();
        for (BackendProvider p : Backends.all()) {
            boolean half = p.capabilities().contains(Capability.BF16);
            assumeTrue(
                    of(records, p, "fp32").size() == CLASSES_IN_FP32
                            && of(records, p, "bf16").size() == (half ? 1 : 0),
                    "NOT CHECKED: the contract tests of backend " + p.name()
                            + " have not all run; mvn verify runs them");
        }
        Path page = Path.of("..", "docs", "engines.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(end).as("the marks in docs/engines.md").isGreaterThanOrEqualTo(begin);
        if (Boolean.getBoolean("dlm.write")) {
            Files.writeString(page, text.substring(0, begin) + table(records) + text.substring(end));
            return;
        }
        assertThat(text.substring(begin, end))
                .as("the table in docs/engines.md; -Ddlm.write=true writes it")
                .isEqualTo(table(records));
    }

    private static String table(List<Properties> records) {
        StringBuilder table =
                new StringBuilder("| `--backend` | engine | operators, gradients against float64 | the same in bf16"
                        + " | other contract tests | memory flat over 10,000 steps | engine profile | cuda |\n"
                        + "|---|---|---|---|---|---|---|---|\n");
        for (BackendProvider p : Backends.all()) {
            List<Properties> single = of(records, p, "fp32");
            List<Properties> half = of(records, p, "bf16");
            List<String> cells = List.of(
                    "`" + p.name() + "`",
                    single.get(0).getProperty("engine"),
                    passed(single, CASES::contains),
                    half.isEmpty() ? "has none" : passed(half, CASES::contains),
                    passed(Stream.concat(single.stream(), half.stream()).toList(), test -> !CASES.contains(test)),
                    passed(single, "keepsMemoryFlatOverManyRuns"::equals).equals("all") ? "yes" : "no",
                    p.capabilities().contains(Capability.PROFILING) ? "yes" : "no",
                    p.capabilities().contains(Capability.CUDA) ? "offered, not tested" : "no");
            table.append("| ").append(String.join(" | ", cells)).append(" |\n");
        }
        return table.toString();
    }

    /** Whether all of the wanted tests passed, or how many did: a further test in a contract changes no document. */
    private static String passed(List<Properties> records, Predicate<String> wanted) {
        int passed = 0;
        int run = 0;
        for (Properties record : records) {
            for (String test : record.stringPropertyNames()) {
                if (!ABOUT.contains(test) && wanted.test(test)) {
                    String[] counts = record.getProperty(test).split("/");
                    passed += Integer.parseInt(counts[0]);
                    run += Integer.parseInt(counts[1]);
                }
            }
        }
        return passed == run ? "all" : passed + " of " + run;
    }

    private static List<Properties> of(List<Properties> records, BackendProvider provider, String precision) {
        return records.stream()
                .filter(r -> r.getProperty("backend").equals(provider.name()))
                .filter(r -> r.getProperty("precision").equals(precision))
                .toList();
    }

    private static List<Properties> records() throws IOException {
        List<Path> files = new ArrayList<>();
        for (BackendProvider p : Backends.all()) {
            Path directory = Path.of("..", "backend-" + p.name(), "target", "contract");
            if (Files.isDirectory(directory)) {
                try (Stream<Path> found = Files.list(directory)) {
                    found.forEach(files::add);
                }
            }
        }
        List<Properties> records = new ArrayList<>();
        for (Path file : files) {
            Properties record = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                record.load(reader);
            }
            records.add(record);
        }
        return records;
    }
}
