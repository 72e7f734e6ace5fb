package io.dlmone.train.demo;

import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Setting;
import io.dlmone.train.DistillOptions;
import io.dlmone.train.Phase;
import io.dlmone.train.Recipe;
import io.dlmone.train.RunOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The numbers of the distillation, all in one place: one objective after the other, each for a share of the time.
 *
 * @param phases in order; the last lasts until the time is over
 * @param initialNoiseRatio sigma/alpha at the student's time
 * @param numbers further numbers of all phases, by the names of the flags of {@code distill}
 * @param validations how often the student is validated, if all updates took as long as those of the first phase
 * @param validLimit sources of the valid split
 */
public record DemoRecipe(
        List<Share> phases, double initialNoiseRatio, Map<String, String> numbers, int validations, int validLimit) {

    /**
     * An objective.
     *
     * @param objective its stable name
     * @param share of the time, above 0 and up to 1
     * @param rate the student's learning rate at its beginning
     * @param floor share of the rate left at its end if it is as fast as the first phase, to which the rate falls
     *     linearly; 1: constant
     */
    public record Share(String objective, double share, double rate, double floor) {

        public Share {
            if (!(share > 0 && share <= 1) || !(floor >= 0 && floor <= 1)) {
                throw new IllegalArgumentException("a share must be above 0 and up to 1, a floor from 0 to 1");
            }
        }

        private Phase phase(double seconds, boolean last, double updatesPerSecond) {
            long lasts = Math.max(1, Math.round(seconds * share));
            Phase phase = last ? Phase.untilTheEnd(objective) : Phase.ofSeconds(objective, lasts);
            phase = phase.with("theta-lr", String.valueOf(rate));
            return floor == 1
                    ? phase
                    : phase.with(
                            "decay", String.valueOf(Math.max(1, Math.round(lasts * updatesPerSecond / (1 - floor)))));
        }
    }

    /**
     * From t = 1976 and with a codebook of eight noises: regression on the endpoints of the teacher's ancestral
     * sampler, which comes far in minutes, refinement, which makes sentences whole, and score identity distillation.
     */
    public static final DemoRecipe DEFAULT = new DemoRecipe(
            List.of(
                    new Share("kd", 0.8, 2e-3, 0.1),
                    new Share("refine", 0.1, 2e-4, 0.2),
                    new Share("sid", 0.1, 1e-5, 1)),
            DistillationSettings.MAX_NOISE_RATIO,
            Map.ofEntries(
                    Map.entry("batch", "64"),
                    Map.entry("psi-lr", "1e-4"),
                    Map.entry("psi-adversarial", "0"),
                    Map.entry("theta-adversarial", "0"),
                    Map.entry("psi-dropout", "0"),
                    Map.entry("mu", "1.0"),
                    Map.entry("endpoint-sampler", "ancestral"),
                    Map.entry("endpoint-steps", "10"),
                    Map.entry("endpoint-reuse", "4"),
                    Map.entry("noise-codebook", "8"),
                    Map.entry("ema", "0.98"),
                    Map.entry("clip", "1")),
            30,
            200);

    public DemoRecipe {
        if (phases.isEmpty() || validations < 1) {
            throw new IllegalArgumentException("a recipe has phases and validations");
        }
        phases = List.copyOf(phases);
        numbers = Map.copyOf(numbers);
    }

    /**
     * The distillation for a time.
     *
     * @param updatesPerSecond of the first phase on this machine
     */
    DistillOptions distillation(DemoOptions options, NoiseSchedule schedule, double updatesPerSecond) {
        double seconds = 60 * options.minutes();
        Recipe recipe = Recipe.of(IntStream.range(0, phases.size())
                .mapToObj(i -> phases.get(i).phase(seconds, i == phases.size() - 1, updatesPerSecond))
                .toList());
        Map<String, String> all = new LinkedHashMap<>(numbers);
        all.put("initial-time", Setting.text(schedule.timeOfNoiseRatio(initialNoiseRatio)));
        long validEvery = Math.max(1, Math.round(seconds * updatesPerSecond / validations));
        return new DistillOptions(
                options.teacher(),
                Optional.empty(),
                options.data(),
                options.student(),
                recipe,
                all,
                options.minutes(),
                RunOptions.DISTILLATION.toBuilder()
                        .directory(options.run())
                        .seed(options.seed())
                        .logEvery(Math.max(1, validEvery / 4))
                        .validate(validEvery, validLimit)
                        .checkpointEvery(0)
                        .build());
    }
}
