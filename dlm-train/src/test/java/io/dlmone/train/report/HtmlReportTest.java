package io.dlmone.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.train.report.Plot.Axis;
import io.dlmone.train.report.Plot.Mark;
import io.dlmone.train.report.Plot.Point;
import io.dlmone.train.report.Plot.Scale;
import io.dlmone.train.report.Plot.Series;
import io.dlmone.train.report.Table.Cell;
import io.dlmone.train.report.Table.Row;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class HtmlReportTest {

    private static final String HOSTILE = "</title><script>alert('x & \"y\"')</script>\u0000\uD800";

    private static final Plot CALLS = new Plot(
            "Quality against calls",
            "",
            new Axis("network calls", Scale.LOG),
            new Axis("BLEU", Scale.FRACTION),
            List.of(
                    new Series("teacher", List.of(new Point(1, 0.125), new Point(2000, 0.75)), 0, Mark.DOTTED_LINE),
                    new Series("student", List.of(new Point(1, 0.6875)), 1, Mark.DIAMOND)));

    private static Report report(String text, Plot... plots) {
        Table numbers = new Table(
                text,
                text,
                List.of("system", "BLEU " + text),
                List.of(new Row(List.of(Cell.of(text), new Cell("0.4321", "0.4111 to 0.4555")), true)));
        Table sentences =
                new Table("Sentences", "", List.of("source"), List.of(new Row(List.of(Cell.of(text)), false)));
        return new Report(
                text, List.of(text), List.of(numbers), List.of(plots), sentences, Map.of(text, Map.of(text, text)));
    }

    private static Document parse(String page) throws Exception {
        assertThat(page).startsWith("<!DOCTYPE html>\n");
        String xml = page.substring(page.indexOf('\n') + 1);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void isWellFormedAndNeedsNothingFromElsewhere() throws Exception {
        String page = HtmlReport.render(report("plain", CALLS));
        Document document = parse(page);
        assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(1);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(page)
                .doesNotContain("://")
                .doesNotContain("src=")
                .doesNotContain("href=")
                .doesNotContain("url(")
                .doesNotContain("@import");
    }

    @Test
    void escapesEveryText() throws Exception {
        Plot hostile = new Plot(
                HOSTILE,
                HOSTILE,
                new Axis(HOSTILE, Scale.LINEAR),
                new Axis(HOSTILE, Scale.LINEAR),
                List.of(new Series(HOSTILE, List.of(new Point(1, 2)), 0, Mark.DOTTED_LINE)));
        Document document = parse(HtmlReport.render(report(HOSTILE, hostile)));
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("h1").item(0).getTextContent())
                .isEqualTo("</title><script>alert('x & \"y\"')</script>??");
        assertThat(((Element) document.getElementsByTagName("svg").item(0)).getAttribute("aria-label"))
                .contains("x & \"y\"");
    }

    @Test
    void showsEveryNumber() throws Exception {
        String page = HtmlReport.render(report("plain", CALLS));
        assertThat(page).contains("0.4321", "0.4111 to 0.4555");
        assertThat(page).contains("teacher: 0.125 at 1", "teacher: 0.75 at 2,000", "student: 0.6875 at 1");
        assertThat(page).contains(">10<", ">100<", ">1,000<", ">0.2<", ">1<");
        assertThat(page).contains("<tr class=\"ours\">");
    }

    @Test
    void drawsValuesWhereTheyBelong() throws Exception {
        Document document = parse(HtmlReport.render(report("plain", CALLS)));
        var circles = document.getElementsByTagName("circle");
        double few = Double.parseDouble(((Element) circles.item(0)).getAttribute("cy"));
        double many = Double.parseDouble(((Element) circles.item(1)).getAttribute("cy"));
        assertThat(few - many).isBetween((0.75 - 0.125) * 260 - 0.2, (0.75 - 0.125) * 260 + 0.2);
    }

    @Test
    void leavesOutWhatCannotBeDrawn() throws Exception {
        Axis axis = new Axis("step", Scale.LINEAR);
        Plot empty = new Plot(
                "none", "", axis, axis, List.of(new Series("gone", List.of(new Point(1, Double.NaN)), 0, Mark.LINE)));
        assertThat(parse(HtmlReport.render(report("plain", empty)))
                        .getElementsByTagName("svg")
                        .getLength())
                .isZero();
    }

    @Test
    void thinsLongSeriesAndKeepsTheirEnds() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i <= 100_000; i++) {
            points.add(new Point(i, Math.sin(i / 1e4)));
        }
        Axis axis = new Axis("step", Scale.LINEAR);
        String svg = LinePlot.svg(new Plot("long", "", axis, axis, List.of(new Series("loss", points, 0, Mark.LINE))));
        assertThat(svg.length()).isLessThan(20_000);
        assertThat(svg.split("<path class=\"line\"")[1].split("L")).hasSizeBetween(490, 502);
    }

    @Test
    void marksRoundValues() {
        assertThat(Ticks.of(Scale.LINEAR, List.of(0.0, 1234.0).stream().mapToDouble(d -> d))
                        .marks())
                .containsExactly(0.0, 500.0, 1000.0);
        assertThat(Ticks.of(Scale.LOG, List.of(1.0, 2000.0).stream().mapToDouble(d -> d))
                        .marks())
                .containsExactly(1.0, 10.0, 100.0, 1000.0);
        assertThat(Ticks.of(Scale.LINEAR, List.of(3.0).stream().mapToDouble(d -> d))
                        .marks())
                .isNotEmpty();
        assertThatThrownBy(() -> Ticks.of(Scale.LOG, List.of(0.0, 1.0).stream().mapToDouble(d -> d)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Ticks.text(0.30000000000000004)).isEqualTo("0.3");
        assertThat(Ticks.text(2000)).isEqualTo("2,000");
        assertThat(Ticks.text(0.00012)).isEqualTo("1.2e-04");
    }

    @Test
    void writesTheFile(@TempDir Path home) throws Exception {
        Path file = home.resolve("sub/report.html");
        HtmlReport.write(file, report("plain", CALLS));
        assertThat(Files.readString(file)).isEqualTo(HtmlReport.render(report("plain", CALLS)));
    }

    @Test
    void refusesRowsThatDoNotFit() {
        assertThatThrownBy(() -> new Table("t", "", List.of("a", "b"), List.of(new Row(List.of(Cell.of("1")), false))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 columns but 1 cells");
    }
}
