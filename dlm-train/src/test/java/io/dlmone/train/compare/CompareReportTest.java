package io.dlmone.train.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.train.MetricsRow;
import io.dlmone.train.Phase;
import io.dlmone.train.RunOptions;
import io.dlmone.train.report.Plot;
import io.dlmone.train.report.Report;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a page of a comparison says, with one teacher and with several. */
class CompareReportTest {

    private static final List<Phase> KD = List.of(Phase.untilTheEnd("kd"));

    private static Report report(List<String> teachers, List<Phase> objectives) {
        CompareOptions options = new CompareOptions(
                teachers, "data", Path.of("out"), objectives, Map.of(), 2, RunOptions.DISTILLATION, 0, 2);
        Map<String, List<MetricsRow>> metrics = new LinkedHashMap<>();
        options.students()
                .forEach(s -> metrics.put(
                        s.name(), List.of(new MetricsRow.Trained(1, "kd", 1, Map.of("loss", 2.0), List.of()))));
        return CompareReport.of(options, List.of(), metrics, Map.of());
    }

    private static List<String> losses(Report report) {
        return report.plots().stream()
                .map(Plot::title)
                .filter(title -> title.contains("Loss"))
                .toList();
    }

    @Test
    void oneTeacherIsNotNamedInItsStudents() {
        Report report = report(List.of("t"), KD);
        assertThat(report.title()).isEqualTo("Objectives at equal budgets");
        assertThat(report.summary().get(0)).startsWith("t distilled on data for 2.0 minutes");
        assertThat(losses(report)).containsExactly("Loss, kd");
    }

    @Test
    void severalTeachersAreToldApart() {
        Report report = report(List.of("x/t", "x/u"), KD);
        assertThat(report.summary().get(0)).startsWith("x/t, x/u distilled on").contains("from each teacher's weights");
        assertThat(losses(report)).containsExactly("t kd: Loss, kd", "u kd: Loss, kd");
    }

    @Test
    void teachersAloneAreNotCalledObjectives() {
        Report report = report(List.of("t", "u"), List.of());
        assertThat(report.title()).isEqualTo("Teachers side by side");
        assertThat(report.summary())
                .containsExactly("t, u on data (seed 1). All were evaluated in one run on the test split.");
    }
}
