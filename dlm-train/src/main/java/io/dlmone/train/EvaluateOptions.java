package io.dlmone.train;

import io.dlmone.data.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is to be evaluated, on what.
 *
 * @param systems side by side, in this order
 * @param nearest also evaluate the baseline that answers with the target of the nearest training source
 * @param data a data directory or {@code builtin:paraphrase}
 * @param split the part
 * @param limit number of sources; 0: all
 * @param samples sentences for each source; diversity needs two
 * @param candidates if above 1, also evaluate the choice by minimum Bayes risk among so many sentences
 * @param batch sentences generated together
 * @param seed of the noise
 * @param output where to write the sentences as JSON lines, if anywhere; further samples and candidates go to files
 *     beside it
 */
public record EvaluateOptions(
        List<SystemSpec> systems,
        boolean nearest,
        String data,
        Split split,
        int limit,
        int samples,
        int candidates,
        int batch,
        long seed,
        Optional<Path> output) {

    public EvaluateOptions {
        systems = List.copyOf(systems);
        new Checks()
                .require(!systems.isEmpty() || nearest, "model", "a model, or setting baseline nearest", "neither")
                .require(
                        output.isEmpty() || models(systems) == 1,
                        "output",
                        "one setting model, whose sentences are to be written",
                        models(systems) + " models")
                .atLeast("limit", limit, 0)
                .whole("samples", samples, 1, Checks.MOST_SENTENCES)
                .whole("candidates", candidates, 1, Checks.MOST_SENTENCES)
                .whole("batch", batch, 1, Checks.MOST_TOGETHER)
                .refuse();
    }

    private static long models(List<SystemSpec> systems) {
        return systems.stream().mapToLong(spec -> spec.seeds().size()).sum();
    }
}
