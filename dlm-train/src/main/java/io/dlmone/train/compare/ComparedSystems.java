package io.dlmone.train.compare;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.train.EvaluateOptions;
import io.dlmone.train.EvaluateRun;
import io.dlmone.train.RunContext;
import io.dlmone.train.SystemResult;
import io.dlmone.train.SystemSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What a comparison evaluates in one run on the test split: the teachers in a few ways, and the students. */
record ComparedSystems(CompareOptions options) {

    private static final int BATCH = 50;

    /** How a teacher writes here. */
    List<SystemSpec> ways(String teacher, ModelBundle bundle) {
        return options.severalTeachers() ? TeacherRows.withItsOwn(teacher, bundle) : TeacherRows.ddim(teacher, bundle);
    }

    /** The baseline, the teachers, then the students, which are all there, by their names in rows. */
    List<SystemResult> evaluate(RunContext context) {
        List<SystemSpec> systems = new ArrayList<>();
        List<UnaryOperator<String>> names = new ArrayList<>(List.of(label -> label));
        for (int i = 0; i < options.teachers().size(); i++) {
            String teacher = options.teachers().get(i);
            String name = options.teacherNames().get(i);
            for (SystemSpec way : ways(teacher, ModelDirectory.load(teacher))) {
                systems.add(way);
                names.add(label -> name + label.substring(teacher.length()));
            }
        }
        for (ComparedStudent student : options.students()) {
            systems.add(SystemSpec.asSaved(student.model().toString()));
            names.add(label -> student.name());
        }
        List<SystemResult> results = evaluation(systems, context).run();
        return IntStream.range(0, results.size())
                .mapToObj(i ->
                        results.get(i).named(names.get(i).apply(results.get(i).name())))
                .toList();
    }

    /** Of the baseline and some systems. */
    EvaluateRun evaluation(List<SystemSpec> systems, RunContext context) {
        EvaluateOptions evaluation = new EvaluateOptions(
                systems,
                true,
                options.data(),
                Split.TEST,
                options.limit(),
                options.samples(),
                1,
                BATCH,
                options.run().seed(),
                Optional.empty());
        return new EvaluateRun(evaluation, context);
    }
}
