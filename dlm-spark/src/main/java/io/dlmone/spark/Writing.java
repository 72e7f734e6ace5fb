package io.dlmone.spark;

import io.dlmone.backend.Backends;
import io.dlmone.plugin.PluginRegistry;
import io.dlmone.train.Checks;
import java.io.Serializable;

/**
 * How texts are written, the same on every executor.
 *
 * @param samples texts for a row
 * @param candidates from which each is chosen by minimum Bayes risk
 * @param seed of all noise
 * @param batch most texts in one network call
 * @param backend name of the engine; empty: the preferred one
 * @param threads of a network call; 0: the cores of the executor
 * @param badRows what becomes of rows that the model cannot read whole: the id of a {@link BadRowPolicy}
 */
record Writing(int samples, int candidates, long seed, int batch, String backend, int threads, String badRows)
        implements Serializable {

    static final Writing DEFAULT = new Writing(1, 1, 0, 32, "", 0, BadRowPolicy.SKIP.id());

    /** Adds what is wrong with it. */
    void check(Checks checks) {
        checks.whole("samples", samples, 1, Checks.MOST_SENTENCES)
                .whole("candidates", candidates, 1, Checks.MOST_SENTENCES)
                .require(
                        (long) samples * candidates <= Checks.MOST_SENTENCES,
                        "samples times setting candidates",
                        "at most " + Checks.MOST_SENTENCES + " texts for a row",
                        String.valueOf((long) samples * candidates))
                .whole("batch", batch, 1, Checks.MOST_TOGETHER)
                .whole("threads", threads, 0, Checks.MOST_TOGETHER)
                .require(
                        BadRowPolicy.of(badRows).isPresent(),
                        "badRows",
                        "one of " + BadRowPolicy.ids(),
                        "'" + badRows + "'");
        if (!backend.isEmpty()) {
            checks.attempt(() -> PluginRegistry.of(Backends.KIND).named(backend));
        }
    }

    int drawn() {
        return samples * candidates;
    }

    /** Rows that fill a network call. */
    int rowsTogether() {
        return Math.max(1, batch / drawn());
    }

    BadRowPolicy policy() {
        return BadRowPolicy.of(badRows).orElseThrow();
    }
}
