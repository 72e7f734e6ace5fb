package io.dlmone.train;

import io.dlmone.backend.Workers;
import io.dlmone.distill.Distillation;
import io.dlmone.model.TeacherModel;
import io.dlmone.train.parallel.WorkerTask;
import java.io.Serializable;
import java.util.List;
import java.util.TreeMap;

/**
 * A worker's part in a distillation.
 *
 * @param setup what it begins with; its model is the teacher
 * @param phases of the recipe
 * @param numbers settings of all phases, as text by name
 * @param phase the one under way, from 0
 */
record StudentTask(WorkerSetup setup, List<PhaseText> phases, TreeMap<String, String> numbers, int phase)
        implements WorkerTask {

    /** A phase that counts its updates. */
    record PhaseText(String objective, long iterations, TreeMap<String, String> settings) implements Serializable {

        static PhaseText of(Phase phase) {
            return new PhaseText(phase.objective(), phase.iterations(), new TreeMap<>(phase.settings()));
        }

        Phase phase() {
            return new Phase(objective, iterations, 0, settings);
        }
    }

    @Override
    public void work(Workers workers) {
        List<Phase> recipe = phases.stream().map(PhaseText::phase).toList();
        setup.begin(workers, (backend, teacher, data, state) -> {
            TeacherModel model = teacher.architecture();
            try (Distillation distillation = new Distillation(
                    backend, model, teacher.floatWeights(), data.drawn(teacher.layout(), setup.seed()))) {
                DistillTraining training = new DistillTraining(
                        backend,
                        distillation,
                        recipe,
                        RecipeSettings.resolve(recipe, numbers, model.schedule(), setup.seed()),
                        0,
                        () -> 0);
                training.restore(setup.step(), new Position.PhasePosition(phase, 0, 0), state);
                setup.train(training, workers, state);
            }
        });
    }
}
