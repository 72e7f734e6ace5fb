package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.train.ProgressListener;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows progress on standard error: a bar on a terminal, elsewhere a line now and then. */
final class ConsoleProgress implements ProgressListener {

    private static final long NANOS = 1_000_000_000L;
    private static final long QUIET_SECONDS = 30;
    private static final int WIDTH = 110;
    private static final String CLEAR_LINE = "\r\033[K";

    private final Console console;

    @Inject
    ConsoleProgress(Console console) {
        this.console = console;
    }

    @Override
    public void say(String line) {
        String told = FlagNames.in(line);
        console.say(console.isTerminal() ? CLEAR_LINE + told : told);
    }

    @Override
    public Stage begin(String name, String unit, long total) {
        return console.isTerminal() ? new Bar(name, unit, total) : new Lines(name, unit, total);
    }

    /** A bar, begun at the first report, so that the rate of a continued run does not count what was done before. */
    private final class Bar implements Stage {

        private final String name;
        private final String unit;
        private final long total;
        private ProgressBar bar;

        Bar(String name, String unit, long total) {
            this.name = name;
            this.unit = unit;
            this.total = total;
        }

        @Override
        public void at(long done, String note) {
            if (bar == null) {
                bar = new ProgressBarBuilder()
                        .setTaskName(name)
                        .setUnit(" " + unit, 1)
                        .setInitialMax(total == 0 ? -1 : total)
                        .startsFrom(Math.max(0, done - 1), Duration.ZERO)
                        .setStyle(ProgressBarStyle.ASCII)
                        .showSpeed()
                        .setUpdateIntervalMillis(500)
                        .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH))
                        .build();
            }
            bar.stepTo(done);
            bar.setExtraMessage(" " + note);
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }

    /** A line every half minute: how far, the rate, the time left. */
    private final class Lines implements Stage {

        private final String name;
        private final String unit;
        private final long total;
        private final long began = System.nanoTime();
        private long doneBefore = -1;
        private long last = began;

        Lines(String name, String unit, long total) {
            this.name = name;
            this.unit = unit;
            this.total = total;
        }

        @Override
        public void at(long done, String note) {
            if (doneBefore < 0) {
                doneBefore = Math.max(0, done - 1);
            }
            long now = System.nanoTime();
            if (now - last >= QUIET_SECONDS * NANOS) {
                last = now;
                double rate = (done - doneBefore) * (double) NANOS / (now - began);
                say(line(name, unit, total, done, rate, note));
            }
        }
    }

    /** Such as {@code train: 120/2000 steps, loss 0.31, 4.2/s, 7m28s left}. */
    static String line(String name, String unit, long total, long done, double rate, String note) {
        StringBuilder line = new StringBuilder(name + ": " + done);
        line.append(total > 0 ? "/" + total : "").append(' ').append(unit);
        if (!note.isBlank()) {
            line.append(", ").append(note);
        }
        if (rate > 0) {
            line.append(String.format(Locale.ROOT, rate < 1 ? ", %.2f/s" : ", %.1f/s", rate));
        }
        if (total > 0 && rate > 0) {
            long left = Math.round((total - done) / rate);
            line.append(", ")
                    .append(left >= 3600 ? left / 3600 + "h" : "")
                    .append(left >= 60 ? left % 3600 / 60 + "m" : "")
                    .append(left % 60)
                    .append("s left");
        }
        return line.toString();
    }
}
