package io.dlmone.train.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.eval.Estimate;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.Measure;
import io.dlmone.eval.Resamples;
import io.dlmone.train.MetricsRow;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.SystemResult;
import io.dlmone.train.report.HtmlReport;
import io.dlmone.train.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read, from numbers that are known. */
class DemoReportTest {

    @TempDir
    Path home;

    private static SystemResult system(String name, double bleu, int samples, int calls, double millis) {
        Map<Measure, Estimate> e = new EnumMap<>(Measure.class);
        e.put(Measure.BLEU, new Estimate(bleu, new Resamples(bleu - 0.02, bleu - 0.02, bleu + 0.02, bleu + 0.02)));
        e.put(Measure.MEANING_ACCURACY, new Estimate(0.9));
        e.put(Measure.WELL_FORMED, new Estimate(0.95));
        e.put(Measure.DIST_1, new Estimate(0.98));
        if (samples > 1) {
            e.put(Measure.SELF_BLEU, new Estimate(0.61));
            e.put(Measure.DIV_4, new Estimate(0.72));
        }
        Evaluation evaluation = new Evaluation(2, samples, e).withCost(calls, millis);
        List<String> sources = List.of("can you <b>swim</b> ?", "who sells salad ?");
        List<List<String>> texts = List.of(List.of(name + " one"), List.of(name + " two"));
        return new SystemResult(name, Map.of("model", name), evaluation, sources, texts);
    }

    private DemoResult result() {
        List<MetricsRow> metrics = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            String stage = i <= 7 ? "kd" : "sid";
            Map<String, Double> means =
                    i <= 7 ? Map.of("loss", 1.0 / i) : Map.of("loss", 1.0 / i, "psiLoss", 0.5, "psiError", 0.5);
            Map<String, Double> scores = Map.of("bleu", 0.08 * i, "meaningAccuracy", 0.09 * i);
            metrics.add(new MetricsRow.Trained(i, stage, i * 6.0, means, List.of()));
            metrics.add(new MetricsRow.Validated(i, stage, i * 6.0, scores, List.of()));
        }
        DemoOptions options =
                new DemoOptions("builtin:paraphrase-teacher", "d", home.resolve("demo"), 5, 8, 1, "write with");
        RunOutcome training =
                new RunOutcome(true, 4321, options.run(), options.student(), Map.of("bleu", 0.8), metrics);
        return new DemoResult(
                options,
                training,
                system("teacher, 2,000 steps", 0.83, 1, 2000, 2000),
                List.of(
                        system("DDIM, 50 steps", 0.82, 3, 50, 50),
                        system("DDIM, 10 steps", 0.81, 3, 10, 10),
                        system("DDIM, 1 step", 0.31, 3, 1, 1)),
                system("student, 1 step", 0.79, 3, 1, 0.8),
                system("student, 1 step", 0.78, 1, 1, 0.8),
                Map.of("Distillation", Map.of("recipe", "kd:225s,sid:*")),
                500);
    }

    @Test
    void theTableShowsQualityBesideDiversityAndCost() {
        assertThat(DemoTable.text(result())).isEqualTo("""
                        system                               BLEU  meaning  formed  dist-1  self-BLEU  div-4      n    NFE     ms  speed-up
                        teacher, 2,000 steps  0.830 [0.810-0.850]    0.900   0.950   0.980          -      -      2  2,000  2,000     1.00x
                        DDIM, 50 steps        0.820 [0.800-0.840]    0.900   0.950   0.980      0.610  0.720  2 x 3     50   50.0     40.0x
                        DDIM, 10 steps        0.810 [0.790-0.830]    0.900   0.950   0.980      0.610  0.720  2 x 3     10   10.0      200x
                        DDIM, 1 step          0.310 [0.290-0.330]    0.900   0.950   0.980      0.610  0.720  2 x 3      1   1.00    2,000x
                        student, 1 step       0.790 [0.770-0.810]    0.900   0.950   0.980      0.610  0.720  2 x 3      1   0.80    2,500x
                        """);
    }

    @Test
    void theTerminalTellsWhatIsNotMeasuredAndWhatToDoNext() {
        String text = DemoText.of(result());
        assertThat(text.lines().filter(line -> !line.contains(home.toString())))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(text.replaceAll("\\s+", " "))
                .contains("diversity at all its steps is not measured")
                .contains("On the 2 sources of teacher, 2,000 steps, with 1 sample for each, the student has BLEU 0.780"
                        + " [0.760-0.800] against 0.830 [0.810-0.850] and meaning accuracy 0.900 against 0.900.")
                .contains("source who sells salad ? teacher teacher, 2,000 steps two student student, 1 step two")
                .contains("Done in 8 min 20 s.")
                .contains("write with " + home.resolve("demo").resolve("student"));
    }

    @Test
    void thePageHasAPlotForEachCurve() throws Exception {
        Report report = DemoReport.of(result());
        assertThat(report.plots())
                .extracting(p -> p.title())
                .containsExactly(
                        "Quality and diversity against network calls",
                        "Validation while distilling",
                        "Loss, kd",
                        "Loss, sid",
                        "Fake score network, sid");
        assertThat(report.plots().get(0).series())
                .filteredOn(s -> s.name().equals("teacher, BLEU"))
                .singleElement()
                .satisfies(s -> assertThat(s.points()).extracting(p -> p.x()).containsExactly(1.0, 10.0, 50.0, 2000.0));
        assertThat(report.plots().get(1).series())
                .extracting(s -> s.name())
                .containsExactly("BLEU", "meaning accuracy");
        assertThat(report.plots().get(3).series()).hasSize(2);
        Path page = home.resolve("page.html");
        HtmlReport.write(page, report);
        assertThat(Files.readString(page))
                .contains(
                        "One step instead of 2,000",
                        "can you &lt;b&gt;swim&lt;/b&gt; ?",
                        "kd:225s,sid:*",
                        "4,321 updates")
                .contains("teacher, BLEU: 0.31 at 1", "student, BLEU: 0.79 at 1", "2,500x")
                .doesNotContain("://");
    }
}
