package io.dlmone.cli;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/**
 * The numbers of a distillation recipe. They stay text here: their ranges and defaults depend on the teacher's schedule
 * and on the objective, and a recipe's phases may replace them.
 */
final class NumberFlags {

    private final Map<String, String> given = new TreeMap<>();

    @Option(names = "--batch", paramLabel = "N", description = "Sequences in an update, from 1. Default: 64.")
    void batch(String value) {
        given.put("batch", value);
    }

    @Option(
            names = "--initial-time",
            paramLabel = "T",
            description = "t_init, the time the student is told. Default: where sigma/alpha is 2.50 (1490 of 2000).")
    void initialTime(String value) {
        given.put("initial-time", value);
    }

    @Option(
            names = "--max-time",
            paramLabel = "T",
            description = "Scores are compared at times below. Default: where sigma/alpha is 13.1 (1976 of 2000).")
    void maxTime(String value) {
        given.put("max-time", value);
    }

    @Option(names = "--mu", paramLabel = "X", description = "mu of the sid loss. Default: 1.2.")
    void mu(String value) {
        given.put("mu", value);
    }

    @Option(
            names = "--snr-weight",
            paramLabel = "BOOL",
            description = "Weight the fake score loss by alpha^2/sigma^2: true or false. Default: true.")
    void snrWeight(String value) {
        given.put("snr-weight", value);
    }

    @Option(
            names = "--psi-lr",
            paramLabel = "X",
            description = "Learning rate of the fake score network, above 0. Default: 1e-5.")
    void psiRate(String value) {
        given.put("psi-lr", value);
    }

    @Option(
            names = "--theta-lr",
            paramLabel = "X",
            description = "Learning rate of the student, above 0. Default: 1e-5 for sid, else 1e-3.")
    void thetaRate(String value) {
        given.put("theta-lr", value);
    }

    @Option(names = "--warmup", paramLabel = "N", description = "Updates of warm-up of a phase, from 0. Default: 0.")
    void warmup(String value) {
        given.put("warmup", value);
    }

    @Option(
            names = "--decay",
            paramLabel = "N",
            description = "Updates after which a phase's rates reach zero; 0: never. Default: 0.")
    void decay(String value) {
        given.put("decay", value);
    }

    @Option(
            names = "--ema",
            paramLabel = "X",
            description = "Share of the old average of the student in each update, 0 to below 1. Default: 0.999.")
    void ema(String value) {
        given.put("ema", value);
    }

    @Option(
            names = "--clip",
            paramLabel = "X",
            description = "Limit of gradient norms; 0: none. Default: 0 for sid, else 1.")
    void clip(String value) {
        given.put("clip", value);
    }

    @Option(
            names = "--endpoint-steps",
            paramLabel = "N",
            description = "kd: calls of the teacher for one target, from 1. Default: 10.")
    void endpointSteps(String value) {
        given.put("endpoint-steps", value);
    }

    @Option(
            names = "--endpoint-reuse",
            paramLabel = "N",
            description = "kd: iterations for each fresh batch of targets, from 1. Default: 4.")
    void endpointReuse(String value) {
        given.put("endpoint-reuse", value);
    }

    @Option(
            names = "--noise-codebook",
            paramLabel = "N",
            description =
                    "Vectors in the student's noise codebook, which is also how many sentences it has for a source at"
                            + " most; 0: noise without end. Default: 0.")
    void noiseCodebook(String value) {
        given.put("noise-codebook", value);
    }

    /** What the user gave, by the names of the flags. */
    Map<String, String> given() {
        Map<String, String> copy = new TreeMap<>(given);
        copy.values().removeIf(value -> value == null);
        return copy;
    }
}
