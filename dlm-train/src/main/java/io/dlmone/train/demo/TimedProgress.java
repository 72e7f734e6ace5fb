package io.dlmone.train.demo;

import io.dlmone.train.ProgressListener;
import java.util.Locale;

/** Shows a stage whose end is not known in steps as seconds of the time there is, with the rate beside the note. */
final class TimedProgress implements ProgressListener {

    private static final double NANOS = 1e9;

    private final ProgressListener shown;
    private final long seconds;

    TimedProgress(ProgressListener shown, double seconds) {
        this.shown = shown;
        this.seconds = Math.max(1, Math.round(seconds));
    }

    @Override
    public void say(String line) {
        shown.say(line);
    }

    @Override
    public Stage begin(String name, String unit, long total) {
        return total > 0 ? shown.begin(name, unit, total) : new Timed(unit);
    }

    /** A stage measured in seconds. */
    private final class Timed implements Stage {

        private final Stage stage = shown.begin("distil", "s", seconds);
        private final String unit;
        private final long began = System.nanoTime();
        private long last;

        Timed(String unit) {
            this.unit = unit;
        }

        @Override
        public void at(long done, String note) {
            double elapsed = (System.nanoTime() - began) / NANOS;
            long now = Math.min(seconds, 1 + (long) elapsed);
            if (now > last) {
                last = now;
                stage.at(now, String.format(Locale.ROOT, "%s, %d %s, %.1f/s", note, done, unit, done / elapsed));
            }
        }

        @Override
        public void close() {
            stage.close();
        }
    }
}
