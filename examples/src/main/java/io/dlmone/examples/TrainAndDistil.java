package io.dlmone.examples;

import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.student.TextGenerator;
import io.dlmone.train.Distiller;
import io.dlmone.train.ModelEvaluation;
import io.dlmone.train.RunContext;
import io.dlmone.train.Trainer;
import java.nio.file.Path;
import java.util.List;

/** Trains a teacher on a directory of data, distils a student, evaluates both, and generates with the student. */
public final class TrainAndDistil {

    private TrainAndDistil() {}

    public static void main(String[] args) {
        String data = args[0]; // with train.jsonl, valid.jsonl and test.jsonl
        String teacher = args[1] + "/teacher";
        String student = args[1] + "/student";
        int updates = Integer.parseInt(args[2]);
        try (RunContext engine = RunContext.open()) {
            Trainer.builder(data, Path.of(teacher))
                    .with(DiffuSeqSettings.HIDDEN, 32)
                    .with(DiffuSeqSettings.STEPS, updates)
                    .build()
                    .train(engine);
            Distiller.builder(teacher, data, Path.of(student))
                    .phase("kd", updates)
                    .build()
                    .distil(engine);
            var evaluation = ModelEvaluation.builder(data).model(teacher).model(student);
            evaluation.build().evaluate(engine).forEach(system -> System.out.println(system.toJson()));
        }
        try (TextGenerator generator = TextGenerator.open(student)) {
            System.out.println(generator.generate(List.of("how do i cook rice ?")));
        }
    }
}
