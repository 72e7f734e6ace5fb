package io.dlmone.cli;

import io.dlmone.sampling.RoundingTimes;
import io.dlmone.train.Checks;
import io.dlmone.train.NgramsRun;
import io.dlmone.train.SystemSpec;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The flags that say how to write: for a teacher how it samples, for both among how many candidates to choose. */
final class SamplingFlags {

    private static final double MOST_NOISE = 1e6;
    private static final double MOST_GUIDANCE = 1000;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Network calls for one sentence: of a teacher 1 to the length of its noise schedule; of a"
                    + " student 1 or a few, between which its output is noised again. Default: as the model says.")
    private Integer steps;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            completionCandidates = PluginNames.OfSamplers.class,
            description = "A teacher's sampler: ${COMPLETION-CANDIDATES}; 'dlm plugins' says what each is. Default: as"
                    + " the model says.")
    private String sampler;

    @Option(
            names = "--rounding",
            paramLabel = "WHEN",
            description = "When a teacher's predictions are replaced by their nearest embeddings: "
                    + RoundingTimes.SYNTAX + ". Default: as the model says.")
    private String rounding;

    @Option(
            names = "--top-p",
            paramLabel = "X",
            description = "Draw the components of the noise that a teacher's steps add again until none is larger than"
                    + " X; 0: no limit. Default: as the model says.")
    private Double topP;

    @Option(
            names = "--guidance",
            paramLabel = "W",
            description = "Weight of the source in a teacher's predictions (classifier-free guidance): above 1 the"
                    + " teacher keeps closer to the source, in two network calls for one; 1: none. For teachers that"
                    + " were trained with --condition-dropout. Default: as the model says.")
    private Double guidance;

    @Option(
            names = "--ngram-weight",
            paramLabel = "W",
            description = "Weight of a model's n-grams when its words are chosen, from 0; 0: each position's likeliest"
                    + " word. For models that dlm ngrams has made. Default: as the model says.")
    private Double ngramWeight;

    @Option(
            names = "--slot-weight",
            paramLabel = "W",
            description =
                    "With n-grams: what a placeholder of the source, such as <name>, costs that is not written, and"
                            + " one that is written too often, from 0; 0: nothing. Default: as the model says.")
    private Double slotWeight;

    @Option(
            names = "--candidates",
            paramLabel = "K",
            defaultValue = "1",
            description = "Write K sentences for one and choose the one that agrees most with the others in BLEU"
                    + " (minimum Bayes risk), from 1. K times the network calls.")
    private int candidates;

    int candidates() {
        return candidates;
    }

    /** What is asked of models that say nothing themselves. */
    SystemSpec spec() {
        Optional<RoundingTimes> times = Optional.ofNullable(rounding).flatMap(RoundingTimes::parse);
        Checks checks = new Checks()
                .require(rounding == null || times.isPresent(), "rounding", RoundingTimes.SYNTAX, "'" + rounding + "'");
        OptionalDouble noise = fromZero(checks, "top-p", topP, MOST_NOISE);
        OptionalDouble source = fromZero(checks, "guidance", guidance, MOST_GUIDANCE);
        OptionalDouble ngrams = fromZero(checks, "ngram-weight", ngramWeight, NgramsRun.MOST_WEIGHT);
        OptionalDouble slots = fromZero(checks, "slot-weight", slotWeight, NgramsRun.MOST_WEIGHT);
        checks.refuse();
        return new SystemSpec(
                "",
                Optional.ofNullable(sampler),
                steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
                times,
                noise,
                source,
                ngrams,
                slots);
    }

    private static OptionalDouble fromZero(Checks checks, String setting, Double value, double most) {
        if (value == null) {
            return OptionalDouble.empty();
        }
        checks.fromZero(setting, value, most);
        return OptionalDouble.of(value);
    }
}
