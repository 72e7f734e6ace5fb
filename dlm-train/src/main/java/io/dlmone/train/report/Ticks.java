package io.dlmone.train.report;

import io.dlmone.train.report.Plot.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The range of one axis and the round values marked on it.
 *
 * @param low the value at its beginning
 * @param high the value at its end, above {@code low}
 * @param marks round values between them
 */
record Ticks(Scale scale, double low, double high, List<Double> marks) {

    private static final int WANTED = 5;
    private static final double MARGIN = 0.04;

    /** The axis for some values, at least one. */
    static Ticks of(Scale scale, DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        return switch (scale) {
            case FRACTION -> linear(scale, 0, 1);
            case LINEAR -> {
                double room = high > low ? (high - low) * MARGIN : Math.max(Math.abs(low) * MARGIN, 0.5);
                yield linear(scale, low == 0 ? 0 : low - room, high + room);
            }
            case LOG -> logarithmic(low, high);
        };
    }

    private static Ticks linear(Scale scale, double low, double high) {
        double raw = (high - low) / WANTED;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = power * (raw > 5 * power ? 10 : raw > 2 * power ? 5 : raw > power ? 2 : 1);
        List<Double> marks = new ArrayList<>();
        for (long k = (long) Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
            marks.add(k * step);
        }
        return new Ticks(scale, low, high, marks);
    }

    private static Ticks logarithmic(double low, double high) {
        if (!(low > 0)) {
            throw new IllegalArgumentException("a logarithmic axis needs positive values, found " + low);
        }
        double from = low / 1.3;
        double to = high * 1.3;
        List<Double> marks = new ArrayList<>();
        boolean few = to / from < 100;
        for (double power = Math.pow(10, Math.floor(Math.log10(from))); power <= to; power *= 10) {
            for (double factor : few ? new double[] {1, 2, 5} : new double[] {1}) {
                if (power * factor >= from && power * factor <= to) {
                    marks.add(power * factor);
                }
            }
        }
        return new Ticks(Scale.LOG, from, to, marks);
    }

    /** Where a value lies: 0 at the beginning of the axis, 1 at its end. */
    double place(double value) {
        return scale == Scale.LOG ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    /** A number as short as it can be said to four digits. */
    static String text(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        if (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3) {
            return String.format(Locale.ROOT, "%.1e", value);
        }
        return String.format(Locale.ROOT, "%.4g", value)
                .replaceFirst("(\\.\\d*?)0+$", "$1")
                .replaceFirst("\\.$", "");
    }
}
