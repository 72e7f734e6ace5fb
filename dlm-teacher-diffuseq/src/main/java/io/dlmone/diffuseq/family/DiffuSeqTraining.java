package io.dlmone.diffuseq.family;

import io.dlmone.diffuseq.TeacherTraining.Progress;
import io.dlmone.nn.Parameters;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** DiffuSeq's training as jobs drive it. */
record DiffuSeqTraining(io.dlmone.diffuseq.TeacherTraining training, long total) implements TeacherTraining {

    @Override
    public long step() {
        return training.step();
    }

    @Override
    public Map<String, Double> next() {
        Progress p = training.next();
        Map<String, Double> measured = new LinkedHashMap<>();
        measured.put("loss", p.loss());
        measured.put("mse", p.mse());
        measured.put("gradientNorm", p.gradientNorm());
        return measured;
    }

    @Override
    public Parameters averages() {
        return training.averages();
    }

    @Override
    public Map<String, Tensor> state() {
        return training.state();
    }

    @Override
    public void restore(Map<String, Tensor> state, long step) {
        training.restore(state, step);
    }

    @Override
    public void close() {
        training.close();
    }
}
