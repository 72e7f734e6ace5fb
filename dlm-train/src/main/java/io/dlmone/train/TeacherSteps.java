package io.dlmone.train;

import io.dlmone.backend.Backend;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/** A teacher's training as {@link TrainingLoop} drives it. */
record TeacherSteps(Backend backend, TeacherTraining training) implements Training {

    @Override
    public long step() {
        return training.step();
    }

    @Override
    public long total() {
        return training.total();
    }

    @Override
    public boolean finished() {
        return step() >= total();
    }

    @Override
    public String stage() {
        return "teacher";
    }

    @Override
    public Map<String, Double> advance() {
        return training.next();
    }

    @Override
    public long sentBytes() {
        return backend.workers().sentBytes();
    }

    @Override
    public Map<String, Tensor> state() {
        return training.state();
    }

    @Override
    public void adopt(Map<String, Tensor> state) {
        training.restore(state, training.step());
    }

    @Override
    public Optional<Position.PhasePosition> phase() {
        return Optional.empty();
    }

    @Override
    public Map<String, Tensor> averages() {
        return training.averages().read(backend);
    }

    @Override
    public boolean validAtStart() {
        return false;
    }
}
