package io.dlmone.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How the score of a run's validations rose, in the last of its stages, and what as many updates again should give: how
 * long to train.
 *
 * <p>The later three quarters of the curve are fitted by {@code score = a + b (1 - u^-c) / c}, u being the share of the
 * updates: c from -1, a straight line, over 0, a logarithm, to 3, a curve that comes to rest. What twice the updates
 * should gain is b (1 - 2^-c) / c; its 95% interval is that of b at every c that fits about as well as the best (by the
 * ratio of squared errors). The rule is one of thumb: it sees the curve alone, and not that a longer run's rate falls
 * later.
 *
 * @param score its name among the scores of a validation
 * @param points one for each validation, by its updates since the stage began
 * @param forecast empty if there are fewer than five validations
 */
public record LearningCurve(String score, List<Point> points, Optional<Forecast> forecast) {

    private static final int LEAST = 5;
    private static final double FROM = 0.25;
    private static final double WORTH = 0.01;
    private static final double NORMAL = 1.96;
    private static final double STEP = 0.25;
    private static final double STRAIGHT = -1;
    private static final int SHAPES = 17;

    public LearningCurve {
        points = List.copyOf(points);
    }

    /**
     * A validation.
     *
     * @param updates since the stage began, at least 1
     * @param score what came of it
     */
    public record Point(long updates, double score) {}

    /** What the curve says. */
    public enum Verdict {
        /** Twice the updates should gain less than .01. */
        ENOUGH,
        /** They should gain .01 or more, and gain for certain. */
        LONGER,
        /** Neither is certain. */
        UNSURE
    }

    /**
     * What as many updates again should gain.
     *
     * @param gain by the curve that fits best
     * @param low end of its 95% interval
     * @param high end of its 95% interval
     * @param noise standard deviation of validations about the curve
     */
    public record Forecast(double gain, double low, double high, double noise) {

        /** {@return whether to go on} */
        public Verdict verdict() {
            return high < WORTH ? Verdict.ENOUGH : low > 0 && gain >= WORTH ? Verdict.LONGER : Verdict.UNSURE;
        }
    }

    /**
     * {@return the curve of a run}
     *
     * @param metrics its rows
     * @param score by which its validations are told apart, such as {@code bleu}
     */
    public static LearningCurve of(List<MetricsRow> metrics, String score) {
        List<MetricsRow> valid = metrics.stream()
                .filter(row ->
                        row instanceof MetricsRow.Validated && row.values().containsKey(score))
                .toList();
        String stage = valid.isEmpty() ? "" : valid.get(valid.size() - 1).stage();
        long begun = valid.stream()
                .filter(row -> !row.stage().equals(stage))
                .mapToLong(MetricsRow::step)
                .max()
                .orElse(0);
        List<Point> points = valid.stream()
                .filter(row -> row.step() > begun)
                .map(row -> new Point(row.step() - begun, row.values().get(score)))
                .toList();
        return new LearningCurve(score, points, forecast(points));
    }

    private static Optional<Forecast> forecast(List<Point> points) {
        if (points.size() < LEAST) {
            return Optional.empty();
        }
        double last = points.get(points.size() - 1).updates();
        int late = (int) points.stream().filter(p -> p.updates() >= FROM * last).count();
        List<Point> used = points.subList(points.size() - Math.max(LEAST, late), points.size());
        double[] x = used.stream().mapToDouble(p -> p.updates() / last).toArray();
        double[] y = used.stream().mapToDouble(Point::score).toArray();
        List<Fit> fits = IntStream.range(0, SHAPES)
                .mapToObj(i -> Fit.of(STRAIGHT + i * STEP, x, y))
                .toList();
        Fit best = fits.stream()
                .min((f, g) -> Double.compare(f.squares(), g.squares()))
                .orElseThrow();
        int free = x.length - 3;
        double t = student(free);
        double noise = Math.sqrt(best.squares() / free);
        List<Double> ends = new ArrayList<>();
        for (Fit fit : fits) {
            if (fit.squares() <= best.squares() * (1 + t * t / free)) {
                double half = t * noise / Math.sqrt(fit.spread());
                ends.add((fit.slope() - half) * shape(2, fit.c()));
                ends.add((fit.slope() + half) * shape(2, fit.c()));
            }
        }
        ends.sort(null);
        return Optional.of(
                new Forecast(best.slope() * shape(2, best.c()), ends.get(0), ends.get(ends.size() - 1), noise));
    }

    /** A curve of one shape by least squares: its slope b, the sum of squares left, and that of its regressor. */
    private record Fit(double c, double slope, double squares, double spread) {

        static Fit of(double c, double[] x, double[] y) {
            double[] g = DoubleStream.of(x).map(u -> shape(u, c)).toArray();
            double meanG = DoubleStream.of(g).average().orElseThrow();
            double meanY = DoubleStream.of(y).average().orElseThrow();
            double spread = 0;
            double both = 0;
            for (int i = 0; i < g.length; i++) {
                spread += (g[i] - meanG) * (g[i] - meanG);
                both += (g[i] - meanG) * (y[i] - meanY);
            }
            double slope = both / spread;
            double squares = 0;
            for (int i = 0; i < g.length; i++) {
                double left = y[i] - meanY - slope * (g[i] - meanG);
                squares += left * left;
            }
            return new Fit(c, slope, squares, spread);
        }
    }

    private static double shape(double u, double c) {
        return c == 0 ? Math.log(u) : (1 - Math.pow(u, -c)) / c;
    }

    /** The 97.5% quantile of Student's distribution, by the expansion of Abramowitz and Stegun, 26.7.5. */
    private static double student(int free) {
        double z = NORMAL;
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        double z7 = z5 * z * z;
        return z
                + (z3 + z) / 4 / free
                + (5 * z5 + 16 * z3 + 3 * z) / 96 / (free * free)
                + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384 / (free * free * free);
    }

    /** {@return the best validation; empty if there was none} */
    public Optional<Point> best() {
        return points.stream().reduce((a, b) -> b.score() > a.score() ? b : a);
    }

    /** {@return what it says of how long to train, in a sentence or two for people} */
    public String text() {
        if (forecast.isEmpty()) {
            return String.format(
                    Locale.ROOT, "%d validations; from five on this line says how long to train.", points.size());
        }
        Forecast f = forecast.get();
        String range = String.format(
                Locale.ROOT,
                "By the curve as many updates again should change %s by %+.3f (95%%: %+.3f to %+.3f)",
                score,
                f.gain(),
                f.low(),
                f.high());
        return range
                + switch (f.verdict()) {
                    case ENOUGH -> ": it was trained long enough.";
                    case LONGER -> ": a longer training is worth its time.";
                    case UNSURE -> ": too uncertain to say whether longer is better.";
                };
    }
}
