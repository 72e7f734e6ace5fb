package io.dlmone.train;

import io.dlmone.Plugins;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.StudentNoise;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model and how it is to write; what is not given is as the model's {@code generation_config.json} says.
 *
 * @param model a model directory or a built-in model; or several with commas between them, which are one system with
 *     different seeds
 * @param sampler of a teacher
 * @param steps network calls for one sentence
 * @param rounding when a teacher's predictions are replaced by their nearest embeddings
 * @param topP largest component of the noise that a teacher's steps add; 0: no limit
 * @param guidance weight of the source in a teacher's predictions; 1: none
 * @param ngramWeight weight of the model's n-grams when words are chosen; 0: none
 * @param slotWeight with n-grams: what placeholders that are missing or too many cost; 0: nothing
 */
public record SystemSpec(
        String model,
        Optional<String> sampler,
        OptionalInt steps,
        Optional<RoundingTimes> rounding,
        OptionalDouble topP,
        OptionalDouble guidance,
        OptionalDouble ngramWeight,
        OptionalDouble slotWeight) {

    private static final Pattern QUALIFIED = Pattern.compile("(.+)@([a-z0-9+-]+):(\\d{1,9})(:no-round)?");

    /**
     * Reads {@code MODEL} or {@code MODEL@SAMPLER:STEPS[:no-round]}, as in {@code out/teacher@ddim:50} or, for a
     * student, {@code out/student@renoise:4}.
     *
     * @param text of the system
     * @param others what holds where the text says nothing
     * @return the system
     */
    public static SystemSpec parse(String text, SystemSpec others) {
        Matcher m = QUALIFIED.matcher(text);
        if (!m.matches()) {
            return new SystemSpec(
                    text,
                    others.sampler,
                    others.steps,
                    others.rounding,
                    others.topP,
                    others.guidance,
                    others.ngramWeight,
                    others.slotWeight);
        }
        return new SystemSpec(
                m.group(1),
                Optional.of(m.group(2)),
                OptionalInt.of(Integer.parseInt(m.group(3))),
                m.group(4) == null ? others.rounding : Optional.of(RoundingTimes.NEVER),
                others.topP,
                others.guidance,
                others.ngramWeight,
                others.slotWeight);
    }

    /**
     * {@return the model with nothing given: what {@link #parse} falls back to}
     *
     * @param model directory or built-in name
     */
    public static SystemSpec asSaved(String model) {
        return new SystemSpec(
                model,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    /** The models, each by itself. */
    List<SystemSpec> seeds() {
        return Arrays.stream(model.split(",", -1))
                .map(one -> new SystemSpec(one, sampler, steps, rounding, topP, guidance, ngramWeight, slotWeight))
                .toList();
    }

    /**
     * {@return the one model that is named, writing as is asked}
     *
     * @throws UserException if there is no such model, or it cannot write so
     */
    public ModelBundle load() {
        ModelBundle saved = ModelDirectory.load(model);
        new Checks()
                .require(
                        saved.role() == Role.TEACHER || !asksForTeacher(),
                        "sampler, setting rounding, setting top-p",
                        "none of them, because model " + model + " is a student",
                        "a setting for teachers")
                .refuse();
        return apply(saved);
    }

    /** Whether anything is said that only a teacher can follow. */
    boolean asksForTeacher() {
        return sampler.filter(name -> !GenerationConfig.isStudents(name)).isPresent()
                || rounding.isPresent()
                || topP.isPresent()
                || guidance.isPresent();
    }

    /**
     * The model with its way of writing changed as asked. A student makes as many calls as are asked for, but if a
     * teacher's sampler is asked for it writes as saved.
     *
     * @throws UserException if there is no such sampler, it cannot walk the model's noise schedule, there cannot be so
     *     many steps, there is nothing to round to, or the model has no n-grams
     */
    ModelBundle apply(ModelBundle bundle) {
        ModelBundle asked = bundle.role() == Role.STUDENT ? student(bundle) : teacher(bundle);
        GenerationConfig was = asked.generation();
        GenerationConfig is = was.withNgramWeight(weight("ngram-weight", ngramWeight, was.ngramWeight(), bundle));
        return asked.writing(is.withSlotWeight(weight("slot-weight", slotWeight, was.slotWeight(), bundle)));
    }

    private double weight(String setting, OptionalDouble asked, double saved, ModelBundle bundle) {
        double weight = asked.orElse(saved);
        if (weight > 0 && bundle.ngrams().isEmpty()) {
            throw new UserException(new Problem(
                    ErrorId.SETTING_2,
                    "setting " + setting,
                    "0, because model " + model + " has no n-grams",
                    String.valueOf(weight),
                    "Give the model n-grams first, or leave setting " + setting + " out."));
        }
        return weight;
    }

    private ModelBundle student(ModelBundle bundle) {
        if (steps.isEmpty() || asksForTeacher()) {
            return bundle;
        }
        GenerationConfig was = bundle.generation();
        if (was.isFused()) {
            return bundle.writing(was.withStudentSteps(steps(was, 1, "in which this student reads its tokens too")));
        }
        NoiseSchedule path = bundle.architecture().schedule();
        int most = path instanceof DiscreteSchedule ? (int) Math.max(1, was.initialTime()) : path.maxCalls();
        return bundle.writing(was.withStudentSteps(steps(was, most, "the time at which this student begins")));
    }

    private int steps(GenerationConfig was, int most, String why) {
        int calls = steps.orElse(was.steps());
        if (calls < 1 || calls > most) {
            throw new UserException(new Problem(
                    ErrorId.SETTING_2,
                    "setting steps",
                    "1 to " + most + ", " + why,
                    String.valueOf(calls),
                    "Correct the value."));
        }
        return calls;
    }

    private ModelBundle teacher(ModelBundle bundle) {
        GenerationConfig was = bundle.generation();
        Sampler way = Plugins.sampler(sampler.orElse(was.sampler()));
        NoiseSchedule path = bundle.architecture().schedule();
        int calls = steps.orElse(was.steps());
        new Checks()
                .attempt(() -> SamplingPlan.of(
                        way, path, steps(was, path.maxCalls(), "the calls of this model's noise schedule")))
                .require(
                        bundle.architecture().rounds()
                                || rounding.filter(at -> !at.equals(RoundingTimes.NEVER))
                                        .isEmpty(),
                        "rounding",
                        "off, because model " + model + " has no embedding table to round to",
                        rounding.map(RoundingTimes::toString).orElse(""))
                .refuse();
        GenerationConfig is = new GenerationConfig(
                way.name(),
                calls,
                rounding.orElse(was.rounding()),
                was.initialTime(),
                StudentNoise.PER_POSITION,
                topP.orElse(was.topP()),
                was.noiseScale(),
                guidance.orElse(was.guidance()),
                was.ngramWeight(),
                was.slotWeight());
        return bundle.writing(is);
    }

    /** Name for tables: the model and how it writes. */
    String label(ModelBundle applied) {
        GenerationConfig g = applied.generation();
        String ngrams = g.ngramWeight() == 0
                ? ""
                : ", n-grams " + g.ngramWeight() + (g.slotWeight() == 0 ? "" : ", slots " + g.slotWeight());
        if (applied.role() == Role.STUDENT) {
            String calls = g.isFused() ? "fused" : g.steps() == 1 ? "one step" : g.steps() + " steps";
            return model + " (" + calls + ngrams + ")";
        }
        String rounding = g.rounding().equals(RoundingTimes.ALWAYS)
                ? ""
                : g.rounding().equals(RoundingTimes.NEVER) ? ", no rounding" : ", rounding " + g.rounding();
        String limit = g.topP() > 0 ? ", top-p " + g.topP() : "";
        String guidance = g.guidance() == 1 ? "" : ", guidance " + g.guidance();
        return model + " (" + g.sampler() + " " + g.steps() + rounding + limit + guidance + ngrams + ")";
    }
}
