package io.dlmone.cli.run;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.Plugins;
import io.dlmone.student.GenerationConfig;
import io.dlmone.student.ModelBundle;
import io.dlmone.student.Role;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model and how it is to write; what is not given is as the model's {@code generation_config.json} says.
 *
 * @param model a model directory or a built-in model
 * @param sampler of a teacher
 * @param steps network calls of a teacher for one sentence
 * @param round whether a teacher's predictions are replaced by their nearest embeddings
 */
public record SystemSpec(String model, Optional<String> sampler, OptionalInt steps, Optional<Boolean> round) {

    private static final Pattern QUALIFIED = Pattern.compile("(.+)@([a-z-]+):(\\d{1,9})(:no-round)?");

    /**
     * Reads {@code MODEL} or {@code MODEL@SAMPLER:STEPS[:no-round]}, as in {@code out/teacher@ddim:50}.
     *
     * @param others what holds where the text says nothing
     */
    public static SystemSpec parse(String text, SystemSpec others) {
        Matcher m = QUALIFIED.matcher(text);
        if (!m.matches()) {
            return new SystemSpec(text, others.sampler, others.steps, others.round);
        }
        return new SystemSpec(
                m.group(1),
                Optional.of(m.group(2)),
                OptionalInt.of(Integer.parseInt(m.group(3))),
                m.group(4) == null ? others.round : Optional.of(false));
    }

    /** Nothing given: what {@link #parse} falls back to. */
    public static SystemSpec asSaved(String model) {
        return new SystemSpec(model, Optional.empty(), OptionalInt.empty(), Optional.empty());
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
                sampler.orElse(was.sampler()), calls, round.orElse(was.round()), was.initialTime());
        return new ModelBundle(
                bundle.architecture(), bundle.tokenizer(), bundle.weights(), bundle.role(), is, bundle.card());
    }

    /** Name for tables: the model and how it writes. */
    String label(ModelBundle applied) {
        GenerationConfig g = applied.generation();
        return applied.role() == Role.STUDENT
                ? model + " (one step)"
                : model + " (" + g.sampler() + " " + g.steps() + (g.round() ? "" : ", no rounding") + ")";
    }
}
