package io.dlmone.objective;

import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers and choices of one phase of a distillation. What is not set has its default: DLM-One's (Table 5, its
 * times found in any schedule by matching sigma/alpha), and where the paper says nothing, those recommended for it. The
 * settings here hold for every objective; {@link Objective#settings} adds an objective's own. Immutable.
 */
public final class DistillationSettings {

    /** sigma/alpha at the student's time in DLM-One: 2.50, t = 1490 in DiffuSeq's schedule. */
    public static final double INITIAL_NOISE_RATIO = 2.5;

    /** sigma/alpha at the beginning of DLM-One's time range: .122, t = 0 in DiffuSeq's schedule. */
    public static final double MIN_NOISE_RATIO = 0.12189694;

    /** sigma/alpha at the end of DLM-One's time range: 13.1, t = 1976 in DiffuSeq's schedule. */
    public static final double MAX_NOISE_RATIO = 13.1;

    private static final int MOST_TOGETHER = 65_536;

    /** Sequences in one update. */
    public static final Setting<Integer> BATCH = Setting.whole("batch", 64, 1, MOST_TOGETHER, "Sequences in an update");

    /** Sequences in one run of the networks; 0: the whole batch. */
    public static final Setting<Integer> MICROBATCH = Setting.whole(
            "microbatch",
            0,
            0,
            "Sequences in one run of the networks, a divisor of setting batch: less memory, and gradients averaged over the"
                    + " parts of a batch; 0: the whole batch");

    /** t_init: the time that the student is told, whose sigma scales its noise. */
    public static final Setting<Double> INITIAL_TIME = Setting.time(
            "initial-time",
            "where sigma/alpha is 2.50 (1490 of 2000)",
            schedule -> schedule.timeOfNoiseRatio(INITIAL_NOISE_RATIO),
            "t_init, the time the student is told");

    /** Learning rate of the student. */
    public static final Setting<Double> THETA_RATE =
            Setting.real("theta-lr", 1e-5, Double.MIN_VALUE, 1, "Learning rate of the student");

    /** Updates of linear warm-up. */
    public static final Setting<Integer> WARMUP = Setting.whole("warmup", 0, 0, "Updates of warm-up of a phase");

    /** Updates after which rates reach zero; 0: constant. */
    public static final Setting<Integer> DECAY =
            Setting.whole("decay", 0, 0, "Updates after which a phase's rates reach zero; 0: never");

    /** Share of the old average of the student in each update. */
    public static final Setting<Double> EMA = Setting.real(
            "ema", 0.999, 0, Math.nextDown(1.0), "Share of the old average of the student in each update, below 1");

    /** Limit of a gradient's global norm; 0: none. */
    public static final Setting<Double> CLIP = Setting.real("clip", 0, 0, 1e9, "Limit of gradient norms; 0: none");

    /** Vectors in the student's noise codebook; 0: standard normal noise without end. */
    public static final Setting<Integer> NOISE_CODEBOOK = Setting.whole(
            "noise-codebook",
            0,
            0,
            MOST_TOGETHER,
            "Vectors in the student's noise codebook, which is also how many sentences it has for a source at most; 0:"
                    + " noise without end");

    /** Share of the variance of the student's noise that all target positions have in common. */
    public static final Setting<Double> NOISE_SHARED = Setting.real(
            "noise-shared",
            0,
            0,
            1,
            "Share of the student's noise that all target positions have in common: 0, each position has its own, as in"
                    + " the paper; 1, one vector for the whole sentence");

    /** Dimensions of the student's noise vectors; 0: the embeddings' width. */
    public static final Setting<Integer> NOISE_DIMENSIONS = Setting.whole(
            "noise-dimensions",
            0,
            0,
            "Dimensions of the student's noise vectors, at most the embeddings' width; 0: that width");

    /** Factor of the student's noise sigma(t_init) z. */
    public static final Setting<Double> NOISE_SCALE = Setting.real(
            "noise-scale",
            1,
            Double.MIN_VALUE,
            1e3,
            "Factor of the student's noise sigma(t_init) z; more noise can keep more variety");

    /** Calls in which the student writes. */
    public static final Setting<Integer> STUDENT_STEPS = Setting.whole(
            "student-steps",
            1,
            1,
            1_000,
            "Calls in which the student writes, noised again between them; score distillation trains each of them");

    /** Where a phase begins. */
    public static final Setting<Start> START =
            Setting.choice("start", Start.CURRENT, "Where a phase begins: at the student as it is, or as it was best");

    /** Where a phase begins. */
    public enum Start {
        /** Where the phase before ended. */
        CURRENT,
        /** At the weights of the best validation so far, as DLM-One's second stage does. */
        BEST
    }

    /** The settings of every objective. */
    public static final List<Setting<?>> COMMON = List.of(
            BATCH,
            MICROBATCH,
            INITIAL_TIME,
            THETA_RATE,
            WARMUP,
            DECAY,
            EMA,
            CLIP,
            NOISE_CODEBOOK,
            NOISE_SHARED,
            NOISE_DIMENSIONS,
            NOISE_SCALE,
            STUDENT_STEPS,
            START);

    private final NoiseSchedule schedule;
    private final long seed;
    private final Map<Setting<?>, Object> objectives;
    private final Map<Setting<?>, Object> given;

    /** @param objectives what an objective sets otherwise than the defaults, below what is given */
    private DistillationSettings(
            NoiseSchedule schedule, long seed, Map<Setting<?>, Object> objectives, Map<Setting<?>, Object> given) {
        this.schedule = schedule;
        this.seed = seed;
        this.objectives = objectives;
        this.given = given;
    }

    /**
     * {@return nothing set: every default for the schedule}
     *
     * @param schedule the teacher's
     * @param seed of everything random
     */
    public static DistillationSettings defaults(NoiseSchedule schedule, long seed) {
        return new DistillationSettings(schedule, seed, Map.of(), Map.of());
    }

    /**
     * {@return these with one value set}
     *
     * @param <T> type of the value
     * @param setting which
     * @param value in its range
     */
    public <T> DistillationSettings with(Setting<T> setting, T value) {
        Map<Setting<?>, Object> more = new LinkedHashMap<>(given);
        more.put(setting, value);
        return new DistillationSettings(schedule, seed, objectives, more);
    }

    /**
     * {@return these with one number set, which may be written as a whole one}
     *
     * @param setting which
     * @param value in its range
     */
    public DistillationSettings with(Setting<Double> setting, double value) {
        return with(setting, Double.valueOf(value));
    }

    /**
     * {@return these on top of what an objective sets otherwise than the defaults: the settings that it is begun with}
     *
     * @param objective the one to be begun
     */
    public DistillationSettings forObjective(Objective objective) {
        DistillationSettings own = objective.defaults(defaults(schedule, seed));
        return new DistillationSettings(schedule, seed, own.given, given);
    }

    /**
     * {@return these with one value set from text}
     *
     * @param <T> type of the value
     * @param setting which
     * @param text its value as {@link Setting#parse} reads it
     * @throws IllegalArgumentException if the setting cannot have that value
     */
    public <T> DistillationSettings parsed(Setting<T> setting, String text) {
        return with(
                setting,
                setting.parse(text, schedule)
                        .orElseThrow(() -> new IllegalArgumentException(
                                setting + ": expected " + setting.expected(schedule) + ", found " + text)));
    }

    /**
     * {@return the value set, or the default}
     *
     * @param <T> type of the value
     * @param setting which
     */
    @SuppressWarnings("unchecked") // with puts a setting's own type only
    public <T> T get(Setting<T> setting) {
        Object value = given.getOrDefault(setting, objectives.get(setting));
        return value == null ? setting.standard(schedule) : (T) value;
    }

    /**
     * {@return the value set; empty where a default holds, also one of the objective}
     *
     * @param <T> type of the value
     * @param setting which
     */
    @SuppressWarnings("unchecked") // as in get
    public <T> Optional<T> given(Setting<T> setting) {
        return Optional.ofNullable((T) given.get(setting));
    }

    /** {@return the schedule that times refer to} */
    public NoiseSchedule schedule() {
        return schedule;
    }

    /** {@return the seed of everything random} */
    public long seed() {
        return seed;
    }

    /** {@return sequences in one update} */
    public int batch() {
        return get(BATCH);
    }

    /** {@return sequences in one run of the networks; the batch is some of these} */
    public int microbatch() {
        int rows = get(MICROBATCH);
        return rows == 0 ? batch() : rows;
    }

    /**
     * {@return how many microbatches an update takes}
     *
     * @throws IllegalArgumentException if the batch is no multiple of the microbatch
     */
    public int microbatches() {
        if (batch() % microbatch() != 0) {
            throw new IllegalArgumentException(MICROBATCH + " " + microbatch() + " does not divide batch " + batch());
        }
        return batch() / microbatch();
    }

    /**
     * {@return the least noisy time that distillation looks at unless told otherwise: time 0 of a discrete schedule,
     * and of a continuous one, whose clean end has no noise at all, where sigma/alpha is {@value #MIN_NOISE_RATIO}}
     *
     * @param schedule the teacher's
     */
    public static double leastNoisy(NoiseSchedule schedule) {
        return schedule instanceof DiscreteSchedule ? schedule.cleanest() : schedule.timeOfNoiseRatio(MIN_NOISE_RATIO);
    }

    /** {@return the time that the student is told} */
    public double initialTime() {
        return get(INITIAL_TIME);
    }

    /**
     * {@return the resolved values of some settings by name, as text}
     *
     * @param settings those wanted
     */
    public Map<String, String> resolved(List<Setting<?>> settings) {
        Map<String, String> all = new LinkedHashMap<>();
        settings.forEach(s -> all.put(s.name(), Setting.text(get(s))));
        return all;
    }
}
