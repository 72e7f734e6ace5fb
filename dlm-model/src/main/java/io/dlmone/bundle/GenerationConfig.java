package io.dlmone.bundle;

import io.dlmone.Plugins;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.SamplingDefaults;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.StudentNoise;
import io.dlmone.sampling.GuidedScoreFunction;
import io.dlmone.sampling.RoundingTimes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model writes unless it is told otherwise: {@code generation_config.json}.
 *
 * @param sampler the sampler's stable name; {@value #ONE_STEP}, {@value #FUSED} or {@value #RENOISE} for a student
 * @param steps number of network calls, 1 to T
 * @param rounding when a teacher's predictions are replaced by their nearest embeddings
 * @param initialTime the time of the noise begun with, 0 to T-1; t_init for a student (DLM-One, table 5)
 * @param noise what a student begins with; {@link StudentNoise#PER_POSITION} for a teacher
 * @param topP largest component of the noise that a teacher's steps add, larger ones are drawn again (official
 *     {@code top_p}); 0: no limit
 * @param noiseScale factor of a student's first noise sigma(t_init) z, as it was trained with
 * @param guidance weight of the source in a teacher's predictions ({@link GuidedScoreFunction}), which costs two
 *     network calls for one; 1: none
 * @param ngramWeight weight of the model's n-grams when words are read off its last embeddings (decoding of whole
 *     sentences); 0: each position's likeliest word
 * @param slotWeight with n-grams: what a placeholder of the source that is not written costs, and one that is written
 *     too often; 0: nothing
 */
public record GenerationConfig(
        String sampler,
        int steps,
        RoundingTimes rounding,
        double initialTime,
        StudentNoise noise,
        double topP,
        double noiseScale,
        double guidance,
        double ngramWeight,
        double slotWeight) {

    /**
     * Checks what can be checked without a model.
     *
     * @throws IllegalArgumentException for a number that fits no model
     * @throws UserException if no sampler has that name
     */
    public GenerationConfig {
        if (!isStudents(sampler)) {
            Plugins.sampler(sampler);
        }
        if (steps < 1) {
            throw new IllegalArgumentException("there is at least 1 step, got " + steps);
        }
        if (!(initialTime >= 0 && initialTime < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a time is 0 or above, got " + initialTime);
        }
        if (!(topP >= 0 && topP < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a limit of noise is 0 or above, got " + topP);
        }
        if (!(noiseScale > 0 && noiseScale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a factor of noise is above 0, got " + noiseScale);
        }
        if (!(guidance >= 0 && guidance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a weight of guidance is 0 or above, got " + guidance);
        }
        if (!(ngramWeight >= 0 && ngramWeight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a weight of n-grams is 0 or above, got " + ngramWeight);
        }
        if (!(slotWeight >= 0 && slotWeight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a weight of slots is 0 or above, got " + slotWeight);
        }
    }

    /**
     * {@return whether a sampler's name stands for the calls of a student}
     *
     * @param sampler any name
     */
    public static boolean isStudents(String sampler) {
        return STUDENTS.contains(sampler);
    }

    /** {@return whether a student's tokens are read in the call that writes them} */
    public boolean isFused() {
        return sampler.equals(FUSED);
    }

    /**
     * {@return network calls for one sentence: the steps, with a teacher's guidance two for one, and where tokens are
     * read by a call that one too}
     *
     * @param model the network
     * @param role what it is
     */
    public int calls(TeacherModel model, Role role) {
        return callsOfAStep(role) * steps + (model.readsByCall() && !isFused() ? 1 : 0);
    }

    /**
     * {@return network calls for one of the steps}
     *
     * @param role what the model is
     */
    public int callsOfAStep(Role role) {
        return role == Role.TEACHER && guidance != 1 ? 2 : 1;
    }

    /**
     * Refuses what a model cannot do: another role's sampler, steps and times outside the noise schedule.
     *
     * @param model the network
     * @param role what it is
     * @throws UserException with everything that does not fit
     */
    public void requireFit(TeacherModel model, Role role) {
        List<Problem> problems = ModelChecks.generation(model, role, this, "generation");
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }

    /**
     * Of a teacher: with noise for each position, and without a limit of noise.
     *
     * @param sampler its stable name
     * @param steps network calls a sentence
     * @param round whether predictions are rounded
     * @param initialTime where a student begins
     */
    public GenerationConfig(String sampler, int steps, boolean round, double initialTime) {
        this(sampler, steps, RoundingTimes.of(round), initialTime, StudentNoise.PER_POSITION, 0, 1, 1, 0, 0);
    }

    /** The name that stands for a student's single call. */
    public static final String ONE_STEP = "one-step";

    /** The name that stands for a student's few calls, between which it is noised again. */
    public static final String RENOISE = "renoise";

    /**
     * The name that stands for a student's single call in which its tokens are read as well, for models that else read
     * them by a call of its own.
     */
    public static final String FUSED = "fused";

    /** The names that stand for the calls of a student. */
    static final List<String> STUDENTS = List.of(ONE_STEP, RENOISE, FUSED);

    /**
     * {@return how a teacher is sampled unless told otherwise}
     *
     * @param model the teacher
     */
    public static GenerationConfig teacher(TeacherModel model) {
        SamplingDefaults own = model.sampling();
        return teacher(model, own.sampler(), own.calls());
    }

    /**
     * {@return a teacher sampled in another way than it is by default, with its own rounding and guidance}
     *
     * @param model the teacher
     * @param sampler name of the sampler
     * @param calls network calls a sentence
     */
    public static GenerationConfig teacher(TeacherModel model, String sampler, int calls) {
        SamplingDefaults own = model.sampling();
        RoundingTimes rounding = RoundingTimes.of(own.rounded());
        double begins = model.schedule().noisiest();
        return new GenerationConfig(
                sampler, calls, rounding, begins, StudentNoise.PER_POSITION, 0, 1, own.guidance(), 0, 0);
    }

    /**
     * {@return one call at a time}
     *
     * @param initialTime time of the noise that it begins with
     */
    public static GenerationConfig student(double initialTime) {
        return student(initialTime, StudentNoise.PER_POSITION);
    }

    /**
     * {@return one call at a time, from this noise}
     *
     * @param initialTime time of the noise that it begins with
     * @param noise how that noise is drawn
     */
    public static GenerationConfig student(double initialTime, StudentNoise noise) {
        return new GenerationConfig(ONE_STEP, 1, RoundingTimes.NEVER, initialTime, noise, 0, 1, 1, 0, 0);
    }

    /**
     * {@return this, of a student, with another number of calls: one, or a few between which it is noised again}
     *
     * @param calls at least 1; 1 if it {@link #isFused}
     */
    public GenerationConfig withStudentSteps(int calls) {
        if (isFused() && calls != 1) {
            throw new IllegalArgumentException("a student that is fused makes 1 call, not " + calls);
        }
        return withStudents(isFused() ? FUSED : calls == 1 ? ONE_STEP : RENOISE, calls);
    }

    /** {@return this, of a student of one call, with its tokens read in that call} */
    public GenerationConfig fused() {
        return withStudents(FUSED, steps);
    }

    private GenerationConfig withStudents(String name, int calls) {
        return new GenerationConfig(
                name, calls, rounding, initialTime, noise, topP, noiseScale, guidance, ngramWeight, slotWeight);
    }

    /**
     * {@return this with another factor of a student's first noise}
     *
     * @param scale above 0
     */
    public GenerationConfig withNoiseScale(double scale) {
        return new GenerationConfig(
                sampler, steps, rounding, initialTime, noise, topP, scale, guidance, ngramWeight, slotWeight);
    }

    /**
     * {@return this with another weight of n-grams}
     *
     * @param weight at least 0; 0 leaves the n-grams out
     */
    public GenerationConfig withNgramWeight(double weight) {
        return new GenerationConfig(
                sampler, steps, rounding, initialTime, noise, topP, noiseScale, guidance, weight, slotWeight);
    }

    /**
     * {@return this with another weight of slots}
     *
     * @param weight at least 0; 0 leaves the slots out
     */
    public GenerationConfig withSlotWeight(double weight) {
        return new GenerationConfig(
                sampler, steps, rounding, initialTime, noise, topP, noiseScale, guidance, ngramWeight, weight);
    }

    /** {@return the keys of {@code generation_config.json}} */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sampler", sampler);
        map.put("steps", steps);
        map.put("round", roundingValue());
        map.put("initial_time", initialTime == Math.rint(initialTime) ? (Object) (long) initialTime : initialTime);
        map.put("noise_codebook", noise.codebook());
        if (noise.shared() != 0) {
            map.put("noise_shared", noise.shared());
        }
        if (noise.dimensions() != 0) {
            map.put("noise_dimensions", noise.dimensions());
        }
        if (topP > 0) {
            map.put("top_p", topP);
        }
        if (noiseScale != 1) {
            map.put("noise_scale", noiseScale);
        }
        if (guidance != 1) {
            map.put("guidance", guidance);
        }
        if (ngramWeight != 0) {
            map.put("ngram_weight", ngramWeight);
        }
        if (slotWeight != 0) {
            map.put("slot_weight", slotWeight);
        }
        return map;
    }

    private Object roundingValue() {
        boolean always = rounding.equals(RoundingTimes.ALWAYS);
        return always || rounding.equals(RoundingTimes.NEVER) ? always : rounding.toString();
    }

    /** The rounding that a value of the key {@code round} stands for: true, false, or a limit such as from:1000. */
    static Optional<RoundingTimes> rounding(Object value) {
        return value instanceof Boolean round
                ? Optional.of(RoundingTimes.of(round))
                : value instanceof String text ? RoundingTimes.parse(text) : Optional.empty();
    }
}
