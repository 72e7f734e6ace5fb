package io.dlmone;

import io.dlmone.backend.Backends;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.EvenSchedule;
import io.dlmone.model.NoiseScheduleProvider;
import io.dlmone.model.TeacherFamily;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import io.dlmone.plugin.Plugin;
import io.dlmone.plugin.PluginKind;
import io.dlmone.plugin.PluginRegistry;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingPlan;
import io.dlmone.text.TokenizerReader;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds plugins by their stable names, on the class path of the calling thread; see {@link PluginRegistry}. */
public final class Plugins {

    /** The teacher family that is meant where several could be and none is named. */
    public static final String USUAL_FAMILY = "diffuseq";

    private static final String DIFFUSEQ = "io.dlmone:dlm-teacher-diffuseq";
    private static final String FLOW = "io.dlmone:dlm-teacher-flow";
    private static final String DISTILL = "io.dlmone:dlm-distill";

    private static final Map<String, String> FAMILIES = Map.of(USUAL_FAMILY, DIFFUSEQ, "flowseq", FLOW, "elf", FLOW);

    /** Teachers. */
    public static final PluginKind<TeacherFamily> TEACHER_FAMILIES =
            new PluginKind<>(TeacherFamily.class, "teacher family", FAMILIES, family -> {});

    /** Ways to make a student. */
    public static final PluginKind<Objective> OBJECTIVES = new PluginKind<>(
            Objective.class,
            "objective",
            from(DISTILL, "sid", "dmd", "diff-instruct", "consistency", "progressive", "fuse", "kd", "refine"),
            Plugins::probe);

    /** Ways from noise to text. */
    public static final PluginKind<Sampler> SAMPLERS = SamplingPlan.SAMPLERS;

    private static final Map<String, String> PATHS = Map.of("sqrt", DIFFUSEQ, "linear", "io.dlmone:dlm-api");

    /** Noise schedules. */
    public static final PluginKind<NoiseScheduleProvider> SCHEDULES =
            new PluginKind<>(NoiseScheduleProvider.class, "noise schedule", PATHS, schedule -> {});

    /** Readers of tokenizers that take a library. */
    public static final PluginKind<TokenizerReader> TOKENIZERS = new PluginKind<>(
            TokenizerReader.class, "tokenizer", from("io.dlmone:dlm-huggingface", "huggingface"), reader -> {});

    /** All kinds, engines among them. */
    public static final List<PluginKind<?>> KINDS =
            List.of(TEACHER_FAMILIES, OBJECTIVES, SAMPLERS, SCHEDULES, TOKENIZERS, Backends.KIND);

    private Plugins() {}

    /**
     * {@return all plugins of a type that can be used}
     *
     * @param <P> the type
     * @param type its class
     */
    @SuppressWarnings("unchecked") // the type is the kind's own
    public static <P extends Plugin> List<P> all(Class<P> type) {
        PluginKind<?> kind = KINDS.stream()
                .filter(k -> k.type() == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " is no kind of plugin"));
        return ((PluginRegistry<P>) PluginRegistry.of(kind)).all();
    }

    /** {@return every plugin of any kind that was left out, and why} */
    public static List<Problem> problems() {
        return KINDS.stream()
                .flatMap(kind -> PluginRegistry.of(kind).problems().stream())
                .toList();
    }

    /**
     * {@return the noise schedules of that name}
     *
     * @param name its stable name
     * @throws UserException that lists the names there are, as the others here
     */
    public static NoiseScheduleProvider schedule(String name) {
        return PluginRegistry.of(SCHEDULES).named(name);
    }

    /**
     * {@return the teacher family of that name}
     *
     * @param name its stable name
     */
    public static TeacherFamily family(String name) {
        return PluginRegistry.of(TEACHER_FAMILIES).named(name);
    }

    /**
     * {@return the sampler of that name}
     *
     * @param name its stable name
     */
    public static Sampler sampler(String name) {
        return PluginRegistry.of(SAMPLERS).named(name);
    }

    /**
     * {@return the reader of tokenizers of that name}
     *
     * @param name its stable name
     */
    public static TokenizerReader tokenizer(String name) {
        return PluginRegistry.of(TOKENIZERS).named(name);
    }

    /**
     * {@return the objective of that name}
     *
     * @param name its stable name
     */
    public static Objective objective(String name) {
        return PluginRegistry.of(OBJECTIVES).named(name);
    }

    /** Asks for what help texts and model cards show; each setting must have a name of its own, fit for a flag. */
    private static void probe(Objective objective) {
        Map<String, Setting<?>> common =
                DistillationSettings.COMMON.stream().collect(Collectors.toMap(Setting::name, Function.identity()));
        for (Setting<?> setting : objective.settings()) {
            if (!setting.name().matches("[a-z][a-z0-9-]*")) {
                throw new IllegalStateException("setting '" + setting.name() + "' of objective " + objective.name()
                        + " has not a name of small letters, digits and hyphens");
            }
            if (common.getOrDefault(setting.name(), setting) != setting) {
                throw new IllegalStateException("setting " + setting.name() + " of objective " + objective.name()
                        + " has the name of a setting that all objectives have");
            }
        }
        DistillationSettings.defaults(new EvenSchedule(2000), 0)
                .forObjective(objective)
                .resolved(objective.settings());
    }

    private static Map<String, String> from(String artefact, String... names) {
        return Stream.of(names).collect(Collectors.toUnmodifiableMap(Function.identity(), name -> artefact));
    }
}
