package io.dlmone.cli.run;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.Plugins;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.student.GenerationConfig;
import io.dlmone.student.ModelBundle;
import io.dlmone.student.Role;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model and how it is to write; what is not given is as the model's {@code generation_config.json} says.
 *
 * @param model a model directory or a built-in model
 * @param sampler of a teacher
 * @param steps network calls of a teacher for one sentence
 * @param rounding when a teacher's predictions are replaced by their nearest embeddings
 * @param topP largest component of the noise that a teacher's steps add; 0: no limit
 */
public record SystemSpec(
        String model,
        Optional<String> sampler,
        OptionalInt steps,
        Optional<RoundingTimes> rounding,
        OptionalDouble topP) {

    private static final Pattern QUALIFIED = Pattern.compile("(.+)@([a-z0-9+-]+):(\\d{1,9})(:no-round)?");

    /**
     * Reads {@code MODEL} or {@code MODEL@SAMPLER:STEPS[:no-round]}, as in {@code out/teacher@ddim:50}.
     *
     * @param others what holds where the text says nothing
     */
    public static SystemSpec parse(String text, SystemSpec others) {
        Matcher m = QUALIFIED.matcher(text);
        if (!m.matches()) {
            return new SystemSpec(text, others.sampler, others.steps, others.rounding, others.topP);
        }
        return new SystemSpec(
                m.group(1),
                Optional.of(m.group(2)),
                OptionalInt.of(Integer.parseInt(m.group(3))),
                m.group(4) == null ? others.rounding : Optional.of(RoundingTimes.NEVER),
                others.topP);
    }

    /** Nothing given: what {@link #parse} falls back to. */
    public static SystemSpec asSaved(String model) {
        return new SystemSpec(model, Optional.empty(), OptionalInt.empty(), Optional.empty(), OptionalDouble.empty());
    }

    /** Whether anything is said that only a teacher can follow. */
    boolean asksForTeacher() {
        return sampler.isPresent() || steps.orElse(1) != 1 || rounding.isPresent() || topP.isPresent();
    }

    /**
     * The model with its way of writing changed as asked. A student writes in one call, whatever is asked of teachers.
     *
     * @throws UserException if there is no such sampler, or the schedule has fewer steps
     */
    ModelBundle apply(ModelBundle bundle) {
        if (bundle.role() == Role.STUDENT) {
            return bundle;
        }
        GenerationConfig was = bundle.generation();
        sampler.ifPresent(Plugins::sampler);
        int most = bundle.architecture().schedule().steps();
        int calls = steps.orElse(was.steps());
        if (calls < 1 || calls > most) {
            throw new UserException(new Problem(
                    "DLM-FLAG-2",
                    "--steps",
                    "1 to " + most + ", the steps of this model's noise schedule",
                    String.valueOf(calls),
                    "Correct the value."));
        }
        GenerationConfig is = new GenerationConfig(
                sampler.orElse(was.sampler()),
                calls,
                rounding.orElse(was.rounding()),
                was.initialTime(),
                0,
                topP.orElse(was.topP()));
        return new ModelBundle(
                bundle.architecture(), bundle.tokenizer(), bundle.weights(), bundle.role(), is, bundle.card());
    }

    /** Name for tables: the model and how it writes. */
    String label(ModelBundle applied) {
        GenerationConfig g = applied.generation();
        if (applied.role() == Role.STUDENT) {
            return model + " (one step)";
        }
        String rounding = g.rounding().equals(RoundingTimes.ALWAYS)
                ? ""
                : g.rounding().equals(RoundingTimes.NEVER) ? ", no rounding" : ", rounding " + g.rounding();
        String limit = g.topP() > 0 ? ", top-p " + g.topP() : "";
        return model + " (" + g.sampler() + " " + g.steps() + rounding + limit + ")";
    }
}
