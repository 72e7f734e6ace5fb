package io.dlmone.train;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often a training run does what is beside training, and by what it knows its best weights.
 *
 * @param logEvery updates between two lines of {@code metrics.jsonl}
 * @param validEvery updates between two validations; 0: none
 * @param validLimit sources of the valid split to validate on; 0: all
 * @param checkpointEvery updates between two checkpoints; 0: only at the end or when interrupted
 * @param keepCheckpoints how many of the newest checkpoints to keep
 * @param maxSkipped updates that may be skipped because they are not finite before the run stops
 * @param keepBy the score by which the best validation is known
 */
public record Cadence(
        long logEvery,
        long validEvery,
        int validLimit,
        long checkpointEvery,
        int keepCheckpoints,
        int maxSkipped,
        KeepBy keepBy) {

    /** Checkpoints kept if nothing else is said. */
    public static final int KEEP = 2;

    /** Updates skipped at most if nothing else is said. */
    public static final int SKIP = 10;

    /** With the usual number of checkpoints and skipped updates; the best is known by BLEU. */
    public Cadence(long logEvery, long validEvery, int validLimit, long checkpointEvery) {
        this(logEvery, validEvery, validLimit, checkpointEvery, KEEP, SKIP, KeepBy.BLEU);
    }

    public Cadence {
        new Checks()
                .atLeast("log-every", logEvery, 1)
                .atLeast("valid-every", validEvery, 0)
                .atLeast("valid-limit", validLimit, 0)
                .atLeast("checkpoint-every", checkpointEvery, 0)
                .atLeast("keep-checkpoints", keepCheckpoints, 1)
                .atLeast("max-skipped", maxSkipped, 0)
                .refuse();
    }

    /** By the names of the flags. */
    Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("log-every", logEvery);
        config.put("valid-every", validEvery);
        config.put("valid-limit", validLimit);
        config.put("checkpoint-every", checkpointEvery);
        config.put("keep-checkpoints", keepCheckpoints);
        config.put("max-skipped", maxSkipped);
        config.put("keep-by", keepBy.id());
        return config;
    }

    /** The same, but for the score by which the best validation is known. */
    public Cadence keepingBy(KeepBy other) {
        return new Cadence(logEvery, validEvery, validLimit, checkpointEvery, keepCheckpoints, maxSkipped, other);
    }
}
