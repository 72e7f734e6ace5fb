package io.dlmone.train.report;

import java.util.List;

/**
 * Curves over a common pair of axes.
 *
 * @param title its heading
 * @param note what a reader must know to read it; may be empty
 * @param x horizontal axis
 * @param y vertical axis
 * @param series the curves
 */
public record Plot(String title, String note, Axis x, Axis y, List<Series> series) {

    public Plot {
        series = List.copyOf(series);
    }

    /** {@return whether there is anything to see} */
    public boolean isEmpty() {
        return series.stream().allMatch(s -> s.points().isEmpty());
    }

    /**
     * One axis.
     *
     * @param label what is measured, with its unit
     * @param scale how values become places
     */
    public record Axis(String label, Scale scale) {}

    /** How values become places on an axis. */
    public enum Scale {
        /** As far as the values go. */
        LINEAR,
        /** From 0 to 1. */
        FRACTION,
        /** Powers of ten are equally far apart; every value must be positive. */
        LOG
    }

    /**
     * One curve.
     *
     * @param name for the legend
     * @param points from left to right; those with a value that is not finite are left out
     * @param colour number of its colour, from 0; curves that belong together share one
     * @param mark how it is drawn
     */
    public record Series(String name, List<Point> points, int colour, Mark mark) {

        public Series {
            points = points.stream().filter(Point::isFinite).toList();
        }
    }

    /** How a curve is drawn. */
    public enum Mark {
        /** A line without points, for long series. */
        LINE,
        /** A line through points. */
        DOTTED_LINE,
        /** Points only, larger. */
        DIAMOND
    }

    /**
     * One point of a curve.
     *
     * @param x along the horizontal axis
     * @param y along the vertical axis
     */
    public record Point(double x, double y) {

        boolean isFinite() {
            return Double.isFinite(x) && Double.isFinite(y);
        }
    }
}
