package io.dlmone.cli.run;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns what the user gave, by the names of the flags, into the settings of a phase. What was not given is the paper's
 * (DLM-One, Table 5), its times found by matching sigma/alpha; {@code kd} and {@code refine}, which the paper does not
 * have, learn faster.
 */
final class DistillNumbers {

    /** The names of the flags that a recipe's phase may set for itself. */
    static final List<String> FLAGS = List.of(
            "batch",
            "initial-time",
            "max-time",
            "mu",
            "snr-weight",
            "psi-lr",
            "theta-lr",
            "warmup",
            "decay",
            "ema",
            "clip",
            "endpoint-steps",
            "endpoint-reuse",
            "noise-codebook");

    static final int BATCH = 64;
    private static final double KD_RATE = 1e-3;
    private static final double KD_CLIP = 1;

    private final String where;
    private final Map<String, String> given = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private DistillNumbers(RecipePhase phase, Map<String, String> base) {
        this.where = "phase " + phase.objective();
        given.putAll(base);
        given.putAll(phase.overrides());
    }

    /**
     * The settings of a phase.
     *
     * @param base numbers for all phases, by the names of their flags
     * @throws UserException with every number that is unknown or out of range
     */
    static DistillationSettings resolve(
            RecipePhase phase, Map<String, String> base, NoiseSchedule schedule, long seed) {
        return new DistillNumbers(phase, base).resolve(!phase.objective().equals("sid"), schedule, seed);
    }

    private DistillationSettings resolve(boolean kd, NoiseSchedule schedule, long seed) {
        given.keySet().stream().filter(k -> !FLAGS.contains(k)).sorted().forEach(k -> {
            String remedy = DidYouMean.hint(k, FLAGS) + "Correct the name or leave it out.";
            problems.add(new Problem("DLM-RECIPE-2", where, "one of " + String.join(", ", FLAGS), k, remedy));
        });
        DistillationSettings paper = DistillationSettings.paper(schedule, BATCH, seed);
        int last = schedule.steps() - 1;
        int batch = whole("batch", paper.batch(), 1, 1 << 16);
        int initialTime = whole("initial-time", paper.initialTime(), 0, last);
        int maxTime = whole("max-time", paper.maxTime(), 1, last + 1);
        double mu = real("mu", paper.mu(), -10, 10);
        boolean snrWeight = switchOf("snr-weight", paper.snrWeight());
        double psiRate = real("psi-lr", paper.psiRate(), Double.MIN_VALUE, 1);
        double thetaRate = real("theta-lr", kd ? KD_RATE : paper.thetaRate(), Double.MIN_VALUE, 1);
        int warmup = whole("warmup", (int) paper.warmup(), 0, Integer.MAX_VALUE);
        int decay = whole("decay", (int) paper.decay(), 0, Integer.MAX_VALUE);
        double ema = real("ema", paper.emaRate(), 0, Math.nextDown(1.0));
        double clip = real("clip", kd ? KD_CLIP : paper.clip(), 0, 1e9);
        int steps = whole("endpoint-steps", paper.endpointSteps(), 1, last + 1);
        int reuse = whole("endpoint-reuse", paper.endpointReuse(), 1, Integer.MAX_VALUE);
        int codebook = whole("noise-codebook", paper.noiseCodebook(), 0, 1 << 16);
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return new DistillationSettings(
                batch,
                initialTime,
                maxTime,
                mu,
                snrWeight,
                psiRate,
                thetaRate,
                warmup,
                decay,
                ema,
                clip,
                steps,
                reuse,
                codebook,
                seed);
    }

    private int whole(String name, int otherwise, int low, int high) {
        String text = given.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException noNumber) {
            // told below, as a number out of range is
        }
        wrong(name, "a whole number from " + low + (high == Integer.MAX_VALUE ? " on" : " to " + high), text);
        return otherwise;
    }

    private double real(String name, double otherwise, double low, double high) {
        String text = given.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException noNumber) {
            // told below, as a number out of range is
        }
        String range = low == Double.MIN_VALUE ? "above 0, up to " + high : "from " + low + " to " + high;
        wrong(name, "a number " + range, text);
        return otherwise;
    }

    private boolean switchOf(String name, boolean otherwise) {
        String text = given.get(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            wrong(name, "true or false", text);
        }
        return text == null ? otherwise : text.equals("true");
    }

    private void wrong(String name, String expected, String found) {
        problems.add(new Problem("DLM-FLAG-2", where + ": --" + name, expected, found, "Correct the value."));
    }
}
