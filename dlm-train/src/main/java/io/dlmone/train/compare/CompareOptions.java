package io.dlmone.train.compare;

import io.dlmone.train.Checks;
import io.dlmone.train.DistillOptions;
import io.dlmone.train.Phase;
import io.dlmone.train.Recipe;
import io.dlmone.train.RunOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which objectives and teachers are to be compared, on what.
 *
 * @param teachers model directories or built-in models, of any families
 * @param data a data directory or {@code builtin:paraphrase}
 * @param out the directory to write; an interrupted comparison goes on there
 * @param objectives an open phase for each, with settings of its own if needed; none: several teachers are compared
 *     without students
 * @param numbers settings of all objectives that have them, by name
 * @param minutes for each student, validation included; 0 without students
 * @param run seed of everything random, and how often to validate; each run has a directory below {@code out}
 * @param limit sources of the test split to compare on; 0: all
 * @param samples sentences for each source
 */
public record CompareOptions(
        List<String> teachers,
        String data,
        Path out,
        List<Phase> objectives,
        Map<String, String> numbers,
        double minutes,
        RunOptions run,
        int limit,
        int samples) {

    public CompareOptions {
        teachers = List.copyOf(teachers);
        objectives = List.copyOf(objectives);
        numbers = Map.copyOf(numbers);
        List<String> names = objectives.stream().map(Phase::objective).toList();
        Checks checks = new Checks();
        if (!objectives.isEmpty()) {
            checks.positive("minutes", minutes, Checks.MOST);
        }
        checks.atLeast("limit", limit, 0)
                .whole("samples", samples, 1, Checks.MOST_SENTENCES)
                .require(!teachers.isEmpty(), "teacher", "at least one teacher", "none")
                .require(
                        TeacherNames.areDifferent(TeacherNames.of(teachers)),
                        "teacher",
                        "each teacher once, in directories whose names tell them apart",
                        String.join(" and ", teachers))
                .require(
                        !names.isEmpty() || teachers.size() != 1,
                        "objectives",
                        "at least one objective, or several teachers to be compared without",
                        "none")
                .require(
                        names.stream().distinct().count() == names.size(),
                        "objectives",
                        "each objective once",
                        String.join(",", names))
                .require(
                        objectives.stream().allMatch(Phase::isOpen),
                        "objectives",
                        "phases without a length, which minutes give",
                        objectives.toString())
                .refuse();
    }

    /** Whether teachers are compared, not only objectives: all that is made then bears their names. */
    boolean severalTeachers() {
        return teachers.size() > 1;
    }

    /** The name of each teacher in rows. */
    List<String> teacherNames() {
        return severalTeachers() ? TeacherNames.of(teachers) : List.of("teacher");
    }

    /** What is to be distilled: each teacher with each objective. */
    List<ComparedStudent> students() {
        List<ComparedStudent> all = new ArrayList<>();
        for (int i = 0; i < teachers.size(); i++) {
            String name = teacherNames().get(i);
            for (Phase objective : objectives) {
                all.add(
                        severalTeachers()
                                ? new ComparedStudent(
                                        name + " " + objective.objective(),
                                        teachers.get(i),
                                        objective,
                                        out.resolve(name).resolve(objective.objective()))
                                : new ComparedStudent(
                                        objective.objective(),
                                        teachers.get(i),
                                        objective,
                                        out.resolve(objective.objective())));
            }
        }
        return all;
    }

    /** Where the page goes. */
    Path page() {
        return out.resolve("report.html");
    }

    /** Where the numbers go, as JSON lines. */
    Path rows() {
        return out.resolve("report.jsonl");
    }

    /** The distillation of a student. */
    DistillOptions distillation(ComparedStudent student) {
        return new DistillOptions(
                student.teacher(),
                Optional.empty(),
                data,
                student.model(),
                Recipe.of(student.objective()),
                numbers,
                minutes,
                run.toBuilder().directory(student.run()).build());
    }
}
