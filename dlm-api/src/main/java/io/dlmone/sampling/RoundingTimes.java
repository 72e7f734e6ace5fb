package io.dlmone.sampling;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The times at which a sampler's predictions are replaced by their nearest embeddings. The official script rounds at
 * all of them; its {@code clamp_step} limits rounding to the late steps (times up to it) or, with {@code clamp_first},
 * to the early ones (times from it on). Immutable.
 *
 * @param lowest the lowest of these times
 * @param highest the highest of them; below {@code lowest}: none
 */
public record RoundingTimes(double lowest, double highest) {

    /** At every step. */
    public static final RoundingTimes ALWAYS = new RoundingTimes(0, Double.POSITIVE_INFINITY);

    /** At no step. */
    public static final RoundingTimes NEVER = new RoundingTimes(0, -1);

    /** What {@link #parse} reads. */
    public static final String SYNTAX = "on, off, from:T (at times from T on) or until:T (at times up to T)";

    private static final Pattern LIMITED = Pattern.compile("(from|until):(\\d{1,9}(?:\\.\\d{1,9})?)");

    /**
     * {@return always or never}
     *
     * @param round whether always
     */
    public static RoundingTimes of(boolean round) {
        return round ? ALWAYS : NEVER;
    }

    /**
     * Reads {@value #SYNTAX}; empty if the text is none of these.
     *
     * @param text any text
     * @return the times
     */
    public static Optional<RoundingTimes> parse(String text) {
        Matcher limited = LIMITED.matcher(text);
        if (limited.matches()) {
            double time = Double.parseDouble(limited.group(2));
            return Optional.of(
                    limited.group(1).equals("from")
                            ? new RoundingTimes(time, Double.POSITIVE_INFINITY)
                            : new RoundingTimes(0, time));
        }
        return switch (text) {
            case "on" -> Optional.of(ALWAYS);
            case "off" -> Optional.of(NEVER);
            default -> Optional.empty();
        };
    }

    /**
     * {@return whether to round the prediction made at time {@code t}}
     *
     * @param t time
     */
    public boolean contains(double t) {
        return lowest <= t && t <= highest;
    }

    /** In the form that {@link #parse} reads. */
    @Override
    public String toString() {
        if (equals(ALWAYS)) {
            return "on";
        }
        return highest < lowest
                ? "off"
                : highest == Double.POSITIVE_INFINITY ? "from:" + text(lowest) : "until:" + text(highest);
    }

    private static String text(double time) {
        return time == Math.rint(time) ? String.valueOf((long) time) : String.valueOf(time);
    }
}
