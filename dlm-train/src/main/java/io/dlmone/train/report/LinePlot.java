package io.dlmone.train.report;

import io.dlmone.train.report.Plot.Mark;
import io.dlmone.train.report.Plot.Point;
import io.dlmone.train.report.Plot.Series;
import java.util.List;
import java.util.Locale;

/**
 * Draws a {@link Plot} as SVG that takes its colours from the page, so that it follows a light or dark theme, and that
 * scales with the width it is given.
 */
final class LinePlot {

    /** Curves have colours 0 to 5 in the style sheet. */
    static final int COLOURS = 6;

    private static final int WIDTH = 560;
    private static final int HEIGHT = 320;
    private static final int LEFT = 58;
    private static final int RIGHT = 14;
    private static final int TOP = 12;
    private static final int BOTTOM = 48;

    /** Points of a line; more cannot be told apart. */
    private static final int MOST_POINTS = 500;

    private final Plot plot;
    private final Ticks x;
    private final Ticks y;
    private final StringBuilder svg = new StringBuilder();

    private LinePlot(Plot plot) {
        this.plot = plot;
        List<Point> all =
                plot.series().stream().flatMap(s -> s.points().stream()).toList();
        this.x = Ticks.of(plot.x().scale(), all.stream().mapToDouble(Point::x));
        this.y = Ticks.of(plot.y().scale(), all.stream().mapToDouble(Point::y));
    }

    /** The drawing of a plot that is not empty. */
    static String svg(Plot plot) {
        return new LinePlot(plot).draw();
    }

    private String draw() {
        add(
                "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, HEIGHT, esc(plot.title()));
        x.marks().forEach(this::verticalMark);
        y.marks().forEach(this::horizontalMark);
        add("<path class=\"axis\" d=\"M%d %dV%dH%d\"/>\n", LEFT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT);
        add(
                "<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>\n",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, esc(plot.x().label()));
        int middle = (TOP + HEIGHT - BOTTOM) / 2;
        add(
                "<text class=\"label\" x=\"14\" y=\"%d\" transform=\"rotate(-90 14 %d)\">%s</text>\n",
                middle, middle, esc(plot.y().label()));
        plot.series().forEach(this::series);
        return svg.append("</svg>\n").toString();
    }

    private void verticalMark(double value) {
        double at = across(value);
        add("<path class=\"grid\" d=\"M%.1f %dV%d\"/>", at, TOP, HEIGHT - BOTTOM);
        add("<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>\n", at, HEIGHT - BOTTOM + 17, Ticks.text(value));
    }

    private void horizontalMark(double value) {
        double at = down(value);
        add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, WIDTH - RIGHT);
        add("<text class=\"tick end\" x=\"%d\" y=\"%.1f\">%s</text>\n", LEFT - 7, at + 4, Ticks.text(value));
    }

    private void series(Series s) {
        List<Point> points = s.points();
        add("<g class=\"c%d\">", s.colour() % COLOURS);
        if (s.mark() != Mark.DIAMOND && points.size() > 1) {
            StringBuilder path = new StringBuilder();
            int stride = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
            for (int i = 0; i < points.size(); i++) {
                if (i % stride == 0 || i == points.size() - 1) {
                    Point p = points.get(i);
                    path.append(
                            String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", across(p.x()), down(p.y())));
                }
            }
            add("<path class=\"line\" d=\"%s\"/>", path);
        }
        if (s.mark() != Mark.LINE || points.size() == 1) {
            points.forEach(p -> point(s, p));
        }
        svg.append("</g>\n");
    }

    private void point(Series s, Point p) {
        String tip = esc(s.name()) + ": " + Ticks.text(p.y()) + " at " + Ticks.text(p.x());
        double cx = across(p.x());
        double cy = down(p.y());
        if (s.mark() == Mark.DIAMOND) {
            add("<path class=\"dot\" d=\"M%.1f %.1fl7 7l-7 7l-7 -7z\"><title>%s</title></path>", cx, cy - 7, tip);
        } else {
            add("<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"><title>%s</title></circle>", cx, cy, tip);
        }
    }

    private double across(double value) {
        return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private double down(double value) {
        return HEIGHT - BOTTOM - y.place(value) * (HEIGHT - TOP - BOTTOM);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private static String esc(String text) {
        return HtmlReport.escape(text);
    }
}
