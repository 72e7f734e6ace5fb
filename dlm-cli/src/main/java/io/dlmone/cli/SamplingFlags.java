package io.dlmone.cli;

import io.dlmone.cli.run.SystemSpec;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The flags that say how a teacher samples; a student needs none. */
final class SamplingFlags {

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Network calls of a teacher for one sentence, 1 to the length of its noise schedule."
                    + " Default: as the model says.")
    private Integer steps;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            description = "A teacher's sampler: ancestral or ddim. Default: as the model says.")
    private String sampler;

    @Option(
            names = "--no-round",
            description = "Do not replace a teacher's predictions by the nearest embeddings at every step.")
    private boolean noRound;

    /** What is asked of models that say nothing themselves. */
    SystemSpec spec() {
        return new SystemSpec(
                "",
                Optional.ofNullable(sampler),
                steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
                noRound ? Optional.of(false) : Optional.empty());
    }
}
