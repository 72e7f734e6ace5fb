package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The README's table of engines is the one that the providers announce, whose capabilities their contract tests prove.
 * With {@code -Ddlm.write=true} it is written instead of compared.
 */
class EngineTableTest {

    private static final String BEGIN = "<!-- engines: written by EngineTableTest -->\n";
    private static final String END = "<!-- end of engines -->";

    private static String table() {
        StringBuilder table = new StringBuilder(
                        "| `--backend` | engine | devices | matrix products | engine profile |\n")
                .append("|---|---|---|---|---|\n");
        for (BackendProvider p : Backends.all()) {
            table.append("| `").append(p.name()).append("` | ").append(p.engine());
            table.append(" | ").append(has(p, Capability.CUDA, "cpu, cuda", "cpu"));
            table.append(" | ").append(has(p, Capability.BF16, "fp32, bf16", "fp32"));
            table.append(" | ")
                    .append(has(p, Capability.PROFILING, "yes", "no"))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String has(BackendProvider p, Capability capability, String yes, String no) {
        return p.capabilities().contains(capability) ? yes : no;
    }

    @Test
    void theReadmeSaysWhatTheEnginesAre() throws IOException {
        Path readme = Path.of("..", "README.md");
        String text = Files.readString(readme);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(end).as("the marks in README.md").isGreaterThanOrEqualTo(begin);
        if (Boolean.getBoolean("dlm.write")) {
            Files.writeString(readme, text.substring(0, begin) + table() + text.substring(end));
            return;
        }
        assertThat(text.substring(begin, end))
                .as("the table in README.md; -Ddlm.write=true writes it")
                .isEqualTo(table());
    }
}
