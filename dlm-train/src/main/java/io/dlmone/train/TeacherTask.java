package io.dlmone.train;

import io.dlmone.backend.Workers;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.train.parallel.WorkerTask;
import java.util.TreeMap;

/**
 * A worker's part in a teacher's training.
 *
 * @param setup what it begins with
 * @param settings of the training, as text by name
 */
record TeacherTask(WorkerSetup setup, TreeMap<String, String> settings) implements WorkerTask {

    @Override
    public void work(Workers workers) {
        setup.begin(workers, (backend, bundle, data, state) -> {
            TeacherModel model = bundle.architecture();
            TrainableFamily family = Families.trainable(model.family());
            try (TeacherTraining training = family.begin(
                    backend,
                    model,
                    SettingValues.parse(family.trainingSettings(), settings),
                    setup.seed(),
                    data.training(bundle.layout(), setup.seed()),
                    bundle.weights())) {
                training.restore(state, setup.step());
                setup.train(new TeacherSteps(backend, training), workers, state);
            }
        });
    }
}
