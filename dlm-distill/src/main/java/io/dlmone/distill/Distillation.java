package io.dlmone.distill;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.OneCaller;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.graph.Variable;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A distillation under way: the frozen teacher, the student and the average of its weights, and one objective after the
 * other. The caller decides how long each lasts. Owns its variables; the backend stays the caller's. One thread at a
 * time may call it: a call while another is under way is an {@link IllegalStateException}.
 */
public final class Distillation implements AutoCloseable {

    private static final String ITERATION = "iteration";

    private final OneCaller caller = new OneCaller("this distillation");
    private final Backend backend;
    private final TeacherModel model;
    private final Examples examples;
    private final Parameters teacher;
    private final Parameters student;
    private final Parameters average;
    private Objective.Phase phase;
    private String objective;
    private DistillationSettings settings;
    private long iteration;

    /**
     * Begins from the teacher's own weights.
     *
     * @param backend where it trains; it is not closed
     * @param model the teacher
     * @param weights the teacher's, by checkpoint name
     * @param examples what is trained on
     */
    public Distillation(Backend backend, TeacherModel model, Map<String, Tensor> weights, Examples examples) {
        this.backend = backend;
        this.model = model;
        this.examples = examples;
        this.teacher = Parameters.frozen("teacher", model.parameters());
        this.student = Parameters.trained("student", model.parameters()).sharing(teacher, model.embeddingParameters());
        this.average = Parameters.trained("average", model.parameters()).sharing(teacher, model.embeddingParameters());
        teacher.write(backend, weights);
        begin(weights);
    }

    /**
     * Sets the student, and its average, to the given weights; embeddings stay the teacher's.
     *
     * @param weights by name, all of the network's
     */
    public void begin(Map<String, Tensor> weights) {
        caller.run(() -> {
            student.writeTrainable(backend, weights);
            average.writeTrainable(backend, weights);
        });
    }

    /**
     * Ends the objective under way and begins another; the student goes on from where it is.
     *
     * @param name its stable name
     * @param given what is to be otherwise than the objective's defaults
     * @throws UserException if the objective cannot do with the settings
     */
    public void objective(String name, DistillationSettings given) {
        Objective next = Plugins.objective(name);
        DistillationSettings resolved = given.forObjective(next);
        List<Problem> problems = new ArrayList<>(next.problems(resolved));
        problems.addAll(problems(next, resolved, model));
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        caller.run(() -> {
            end();
            objective = name;
            iteration = 0;
            settings = resolved;
            phase = next.begin(new DistillationContext(backend, model, teacher, student, average, examples, settings));
        });
    }

    /**
     * {@return what does not fit the teacher in an objective and its settings}
     *
     * @param objective what the student is to learn by
     * @param settings of a distillation
     * @param teacher what is distilled
     */
    public static List<Problem> problems(Objective objective, DistillationSettings settings, TeacherModel teacher) {
        List<Problem> problems = new ArrayList<>();
        int dimensions = settings.get(DistillationSettings.NOISE_DIMENSIONS);
        if (dimensions > teacher.width()) {
            problems.add(DistillationSettings.NOISE_DIMENSIONS.problem(
                    "at most " + teacher.width() + ", the width of the embeddings", dimensions));
        }
        if (!teacher.rounds()) {
            problems.addAll(TargetSettings.withoutTable(settings));
        }
        if (objective.fuses() && !teacher.readsByCall()) {
            problems.add(new Problem(
                    ErrorId.RECIPE_3,
                    "objective " + objective.name(),
                    "a teacher of a family that reads tokens by a network call of its own",
                    "family " + teacher.family() + ", whose students read them without one",
                    "Leave this objective out."));
        }
        return problems;
    }

    /** {@return one iteration of the objective} */
    public Map<String, Double> iterate() {
        return caller.call(() -> {
            if (phase == null) {
                throw new IllegalStateException("no objective has begun");
            }
            return phase.iterate(iteration++);
        });
    }

    /** {@return the name of the objective under way, or null} */
    public String objective() {
        return objective;
    }

    /** {@return whether the student reads its tokens, with the objective under way, in the call that writes them} */
    public boolean isFused() {
        return objective != null && Plugins.objective(objective).fuses();
    }

    /** {@return the settings of the objective under way, its own defaults included, or null} */
    public DistillationSettings settings() {
        return settings;
    }

    /** {@return iterations of the objective so far} */
    public long iteration() {
        return iteration;
    }

    /** {@return the student's parameters} */
    public Parameters student() {
        return student;
    }

    /** {@return the moving average of the student's parameters} */
    public Parameters average() {
        return average;
    }

    /** {@return the teacher's parameters, frozen} */
    public Parameters teacher() {
        return teacher;
    }

    /** {@return everything needed to continue the objective under way, by name} */
    public Map<String, Tensor> state() {
        return caller.call(() -> {
            Map<String, Tensor> all = new LinkedHashMap<>();
            variables().forEach((name, v) -> all.put(name, backend.read(v)));
            all.put(ITERATION, Tensor.scalar(iteration));
            return all;
        });
    }

    /**
     * Continues the objective, which must have begun with the same settings, from a state.
     *
     * @param state what {@link #state} gave
     */
    public void restore(Map<String, Tensor> state) {
        caller.run(() -> {
            variables().forEach((name, v) -> {
                Tensor value = state.get(name);
                if (value == null) {
                    throw new IllegalArgumentException("the state lacks " + name);
                }
                backend.write(v, value);
            });
            iteration = state.get(ITERATION).longs()[0];
        });
    }

    private Map<String, Variable> variables() {
        Map<String, Variable> all = new LinkedHashMap<>();
        student.trainable().forEach(v -> all.put(v.name(), v));
        average.trainable().forEach(v -> all.put(v.name(), v));
        all.putAll(phase.state());
        return all;
    }

    private void end() {
        if (phase != null) {
            phase.close();
            phase = null;
        }
    }

    @Override
    public void close() {
        caller.run(() -> {
            end();
            student.trainable().forEach(backend::release);
            average.trainable().forEach(backend::release);
            teacher.release(backend);
        });
    }
}
