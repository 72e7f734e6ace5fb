package io.dlmone.train.demo;

import io.dlmone.train.Checks;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the user decides.
 *
 * @param teacher a model directory or a built-in model
 * @param data a data directory or {@code builtin:paraphrase}
 * @param out the directory to write, which must not exist
 * @param minutes for distillation; comparing takes about three minutes more
 * @param limit sources of the test split to compare on, at most
 * @param seed of everything random
 * @param command what writes with a model, whose directory goes behind it; shown to the reader
 */
public record DemoOptions(String teacher, String data, Path out, double minutes, int limit, long seed, String command) {

    public DemoOptions {
        new Checks()
                .positive("minutes", minutes, Checks.MOST)
                .atLeast("limit", limit, 1)
                .require(!Files.exists(out), "out", "a directory that does not exist", "'" + out + "', which does")
                .refuse();
    }

    /**
     * {@return {@code dlm-demo} below {@code home}, or the first of {@code dlm-demo-2}, {@code dlm-demo-3} … that is
     * free}
     *
     * @param home where to look
     */
    public static Path freshDirectory(Path home) {
        Path out = home.resolve("dlm-demo");
        for (int n = 2; Files.exists(out); n++) {
            out = home.resolve("dlm-demo-" + n);
        }
        return out;
    }

    /** Where the student goes. */
    Path student() {
        return out.resolve("student");
    }

    /** Where metrics and checkpoint go. */
    Path run() {
        return out.resolve("run");
    }

    /** Where the page goes. */
    Path page() {
        return out.resolve("report.html");
    }
}
