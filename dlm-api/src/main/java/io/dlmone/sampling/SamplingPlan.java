package io.dlmone.sampling;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.EvenSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.plugin.PluginKind;
import io.dlmone.plugin.PluginRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plans a sampler's calls on a path that it can walk, and refuses others. */
public final class SamplingPlan {

    /** Samplers, as the registry finds them. */
    public static final PluginKind<Sampler> SAMPLERS = new PluginKind<>(
            Sampler.class, "sampler", artefacts(), sampler -> sampler.obstacle(new EvenSchedule(2000)));

    private SamplingPlan() {}

    private static Map<String, String> artefacts() {
        Map<String, String> all = new HashMap<>(Map.of("ddim-official", "io.dlmone:dlm-teacher-diffuseq"));
        for (String name : List.of("ancestral", "ddim", "dpm-solver++", "euler", "heun", "sde")) {
            all.put(name, "io.dlmone:dlm-api");
        }
        return Map.copyOf(all);
    }

    /**
     * {@return the sampler's calls, noisiest first}
     *
     * @param sampler the sampler
     * @param path the noise schedule
     * @param steps number of network calls, 1 to {@link NoiseSchedule#maxCalls}
     * @throws UserException if the sampler cannot walk the path
     */
    public static List<Sampler.Step> of(Sampler sampler, NoiseSchedule path, int steps) {
        sampler.obstacle(path).ifPresent(why -> {
            List<String> others = PluginRegistry.of(SAMPLERS).all().stream()
                    .filter(other -> other.obstacle(path).isEmpty())
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
}
