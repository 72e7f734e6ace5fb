package io.dlmone.cli.demo;

import io.dlmone.cli.run.Cadence;
import io.dlmone.cli.run.DistillOptions;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The numbers of the distillation, all in one place: one objective that comes far in minutes for most of the time, then
 * another for the rest.
 *
 * @param first objective of the first phase
 * @param firstShare its share of the time, above 0 and below 1
 * @param firstRate the student's learning rate at its beginning; it falls linearly to about {@code firstFloor} of that
 * @param firstFloor share of the learning rate left at its end, from 0 to below 1
 * @param second objective of the second phase
 * @param secondRate the student's learning rate in it, constant
 * @param initialNoiseRatio sigma/alpha at the student's time
 * @param numbers further numbers of both phases, by the names of the flags of {@code distill}
 * @param validations how often the student is validated, if all updates took as long as those of the first phase
 * @param validLimit sources of the valid split
 */
public record DemoRecipe(
        String first,
        double firstShare,
        double firstRate,
        double firstFloor,
        String second,
        double secondRate,
        double initialNoiseRatio,
        Map<String, String> numbers,
        int validations,
        int validLimit) {

    /**
     * Regression on the teacher's endpoints from t = 1976, which comes far in minutes, then score identity
     * distillation.
     */
    public static final DemoRecipe DEFAULT = new DemoRecipe(
            "kd",
            0.75,
            1e-3,
            0.1,
            "sid",
            2e-5,
            DistillationSettings.MAX_NOISE_RATIO,
            Map.of(
                    "batch", "64",
                    "psi-lr", "1e-4",
                    "mu", "1.0",
                    "endpoint-steps", "10",
                    "endpoint-reuse", "4",
                    "ema", "0.998",
                    "clip", "1"),
            40,
            200);

    public DemoRecipe {
        if (!(firstShare > 0 && firstShare < 1) || !(firstFloor >= 0 && firstFloor < 1) || validations < 1) {
            throw new IllegalArgumentException("the shares must be from 0 to below 1, validations at least 1");
        }
        numbers = Map.copyOf(numbers);
    }

    /**
     * The distillation for a time.
     *
     * @param updatesPerSecond of the first phase on this machine
     */
    DistillOptions distillation(DemoOptions options, NoiseSchedule schedule, double updatesPerSecond) {
        double seconds = 60 * options.minutes();
        long firstSeconds = Math.max(1, Math.round(seconds * firstShare));
        long decay = Math.max(1, Math.round(firstSeconds * updatesPerSecond / (1 - firstFloor)));
        String recipe = String.format(
                Locale.ROOT,
                "%s:%ds:theta-lr=%s:decay=%d,%s:*:theta-lr=%s",
                first,
                firstSeconds,
                firstRate,
                decay,
                second,
                secondRate);
        Map<String, String> all = new LinkedHashMap<>(numbers);
        all.put("initial-time", String.valueOf(schedule.timeOfNoiseRatio(initialNoiseRatio)));
        long validEvery = Math.max(1, Math.round(seconds * updatesPerSecond / validations));
        return new DistillOptions(
                options.teacher(),
                options.data(),
                options.student(),
                options.run(),
                recipe,
                all,
                options.minutes(),
                new Cadence(Math.max(1, validEvery / 4), validEvery, validLimit, 0),
                options.seed());
    }
}
