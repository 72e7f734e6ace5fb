package io.dlmone.sampling;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.EvenSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.plugin.PluginKind;
import io.dlmone.plugin.PluginRegistry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans a sampler's calls on a path that it can walk, and refuses others. */
public final class SamplingPlan {

    /** Samplers, as the registry finds them. */
    public static final PluginKind<Sampler> SAMPLERS = new PluginKind<>(
            Sampler.class,
            "sampler",
            Stream.of("ancestral", "ddim", "ddim-official", "dpm-solver++", "heun")
                    .collect(Collectors.toUnmodifiableMap(name -> name, name -> "io.dlmone:dlm-teacher-diffuseq")),
            sampler -> sampler.obstacle(new EvenSchedule(2000)));

    /** How far sigma may be from 1 where sampling begins, at standard normal noise. */
    private static final double START_TOLERANCE = 0.05;

    private SamplingPlan() {}

    /**
     * {@return the sampler's calls, noisiest first}
     *
     * @param sampler the sampler
     * @param path the noise schedule
     * @param steps number of network calls, 1 to T
     * @throws UserException if the sampler cannot walk the path
     */
    public static List<Sampler.Step> of(Sampler sampler, NoiseSchedule path, int steps) {
        obstacle(sampler, path).ifPresent(why -> {
            List<String> others = PluginRegistry.of(SAMPLERS).all().stream()
                    .filter(other -> obstacle(other, path).isEmpty())
                    .map(Sampler::name)
                    .sorted()
                    .toList();
            throw new UserException(new Problem(
                    ErrorId.SAMPLER_1,
                    "sampler " + sampler.name(),
                    "a noise schedule that it can walk",
                    path.name() + ", which " + why,
                    others.isEmpty()
                            ? "No sampler on the class path can walk it: add the jar of one that can."
                            : "Choose one of " + others + "."));
        });
        return sampler.plan(path, steps);
    }

    private static Optional<String> obstacle(Sampler sampler, NoiseSchedule path) {
        double start = path.sigma(path.steps() - 1);
        return Math.abs(start - 1) > START_TOLERANCE
                ? Optional.of("begins at sigma " + start + ", where sampling begins at 1")
                : sampler.obstacle(path);
    }
}
