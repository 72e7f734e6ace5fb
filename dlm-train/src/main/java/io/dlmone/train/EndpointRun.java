package io.dlmone.train;

import io.dlmone.Plugins;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.distill.Distillation;
import io.dlmone.distill.EndpointFile;
import io.dlmone.distill.EndpointSampling;
import io.dlmone.distill.EndpointSources;
import io.dlmone.io.OutputPlace;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.text.Examples;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes the endpoints that a distillation by {@code kd} will learn, the costly half of it, before it begins: on this
 * machine, or on others. The distillation reads them by setting {@code endpoint-file}, and goes as if it had sampled
 * them itself.
 *
 * @param teacher a model directory, or a built-in model
 * @param data the training data of the distillation
 * @param settings those of the distillation's objective {@code kd} that are not its defaults, as text by their names
 * @param seed of the distillation
 * @param updates of its phase {@code kd}; a longer one begins again with the first endpoints
 * @param sampler any sampler that can walk the teacher's path; empty: that of the settings
 */
public record EndpointRun(
        String teacher, String data, Map<String, String> settings, long seed, long updates, String sampler)
        implements Serializable {

    private static final String OBJECTIVE = "kd";

    /** Checks the numbers. */
    public EndpointRun {
        settings = Map.copyOf(settings);
        new Checks().atLeast("updates", updates, 1).refuse();
    }

    /** Samples endpoints of many microbatches, anywhere. */
    public interface Sampler {

        /**
         * Samples.
         *
         * @param run what for
         * @param model the teacher
         * @param sources what to begin with
         * @param context with an engine, for those who sample here
         * @return tokens for each, in the order of the sources
         */
        List<long[]> sample(EndpointRun run, ModelBundle model, List<EndpointSources> sources, RunContext context);
    }

    /**
     * Samples on this machine, and writes.
     *
     * @param file where to
     * @param context with the engine
     * @throws io.dlmone.error.UserException if anything does not fit; nothing is written then
     */
    public void write(Path file, RunContext context) {
        write(file, context, EndpointRun::here);
    }

    /**
     * Samples elsewhere, and writes.
     *
     * @param file where to
     * @param context with the engine
     * @param sampling does the work
     * @throws io.dlmone.error.UserException if anything does not fit; nothing is written then
     */
    public void write(Path file, RunContext context, Sampler sampling) {
        OutputPlace.requireFile(file);
        ModelBundle model = ModelDirectory.load(teacher);
        if (!sampler.isEmpty()) {
            Plugins.sampler(sampler);
        }
        DistillationSettings resolved = resolved(model);
        new Checks()
                .addAll(Distillation.problems(Plugins.objective(OBJECTIVE), resolved, model.architecture()))
                .refuse();
        Examples examples = DataSet.open(data).drawn(model.layout(), seed);
        EndpointSampling begin = new EndpointSampling(context(context, model, resolved, examples), sampler);
        List<EndpointSources> sources = new ArrayList<>();
        long microbatches = EndpointSampling.microbatches(resolved, updates);
        for (long k = 0; k < microbatches; k++) {
            sources.add(begin.sources(k));
        }
        List<long[]> tokens = sampling.sample(this, model, sources, context);
        EndpointFile.write(
                file,
                tokens,
                sources.stream().mapToLong(EndpointSources::checksum).toArray(),
                resolved.microbatch(),
                about());
        context.progress().say("Wrote " + file);
    }

    private DistillationSettings resolved(ModelBundle model) {
        return RecipeSettings.resolve(
                        List.of(Phase.ofUpdates(OBJECTIVE, updates)),
                        settings,
                        model.architecture().schedule(),
                        seed)
                .get(0);
    }

    private Map<String, String> about() {
        Map<String, String> about = new LinkedHashMap<>(new TreeMap<>(settings));
        about.put("teacher", teacher);
        about.put("data", data);
        about.put("seed", String.valueOf(seed));
        about.put("sampler", sampler);
        return about;
    }

    /** Without examples, which sampling does not need, the weights are written. */
    private static DistillationContext context(
            RunContext context, ModelBundle model, DistillationSettings settings, Examples examples) {
        Parameters weights = Parameters.frozen("endpoints", model.architecture().parameters());
        return new DistillationContext(
                context.backend(), model.architecture(), weights, weights, weights, examples, settings);
    }

    private static List<long[]> here(
            EndpointRun run, ModelBundle model, List<EndpointSources> sources, RunContext context) {
        List<long[]> tokens = new ArrayList<>();
        try (ProgressListener.Stage stage = context.progress().begin("endpoints", "microbatches", sources.size())) {
            run.sample(model, sources, context, found -> {
                tokens.add(found);
                stage.at(tokens.size(), "");
            });
        }
        return tokens;
    }

    /**
     * Samples some of the endpoints with the engine of the context.
     *
     * @param model the teacher
     * @param sources what to begin with
     * @param context with the engine
     * @param found takes the tokens of each
     */
    public void sample(ModelBundle model, List<EndpointSources> sources, RunContext context, Consumer<long[]> found) {
        DistillationContext of = context(context, model, resolved(model), index -> {
            throw new IllegalStateException("sampling needs no examples");
        });
        of.teacher().write(context.backend(), model.floatWeights());
        try {
            EndpointSampling sampling = new EndpointSampling(of, sampler);
            sources.forEach(each -> found.accept(sampling.tokens(each)));
        } finally {
            of.teacher().release(context.backend());
        }
    }
}
