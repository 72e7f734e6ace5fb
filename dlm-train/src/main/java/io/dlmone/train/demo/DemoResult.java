package io.dlmone.train.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlmone.eval.Measure;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.SystemResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the demonstration found.
 *
 * @param options what was asked for
 * @param training how distillation went
 * @param teacher the teacher at all its steps, on the sources that fit
 * @param fewSteps the teacher with corrected DDIM, most steps first
 * @param student the student in one call
 * @param studentOnTeachersSources the same student on the teacher's sources with as many samples
 * @param settings of distillation and comparison, by name, under headings
 * @param seconds all of it
 */
public record DemoResult(
        DemoOptions options,
        RunOutcome training,
        SystemResult teacher,
        List<SystemResult> fewSteps,
        SystemResult student,
        SystemResult studentOnTeachersSources,
        Map<String, Map<String, Object>> settings,
        double seconds) {

    public DemoResult {
        fewSteps = List.copyOf(fewSteps);
    }

    /** {@return every system, the teacher first and the student last} */
    public List<SystemResult> systems() {
        return Stream.of(List.of(teacher), fewSteps, List.of(student))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * {@return how many times faster than the teacher at all its steps a system writes a sentence}
     *
     * @param system one of the result's
     */
    public double speedUp(SystemResult system) {
        return teacher.evaluation().msPerSentence() / system.evaluation().msPerSentence();
    }

    /** Whether a system was given several samples, without which diversity cannot be measured. */
    static boolean hasDiversity(SystemResult system) {
        return system.evaluation().estimate(Measure.DIV_4).isPresent();
    }

    /** {@return one object: all systems, the student on the teacher's sources, the time, the files} */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        var systems = json.putArray("systems");
        systems().forEach(s -> systems.add(s.toJson().put("speedUp", speedUp(s))));
        json.set("studentOnTeachersSources", studentOnTeachersSources.toJson());
        json.put("updates", training.step());
        json.put("seconds", seconds);
        json.put("model", options.student().toString());
        json.put("report", options.page().toString());
        return json;
    }
}
