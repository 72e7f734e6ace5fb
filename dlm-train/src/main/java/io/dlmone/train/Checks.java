package io.dlmone.train;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects what is wrong with options, so that all of it is told at once. */
public final class Checks {

    private static final String ID = "DLM-FLAG-2";

    private final List<Problem> problems = new ArrayList<>();

    /** The value must not be below {@code least}. */
    public Checks atLeast(String flag, double value, double least) {
        return require(value >= least, flag, "at least " + number(least), number(value));
    }

    /** The value must be above zero. */
    public Checks positive(String flag, double value) {
        return require(value > 0, flag, "a number above 0", number(value));
    }

    /** The value must be a number from zero on. */
    public Checks fromZero(String flag, double value) {
        return require(value >= 0 && Double.isFinite(value), flag, "a number from 0 on", number(value));
    }

    /** The value must be in {@code [low, high)}. */
    public Checks fraction(String flag, double value, double low, double high) {
        String range = "a number from " + number(low) + " to below " + number(high);
        return require(value >= low && value < high, flag, range, number(value));
    }

    /** The value must be one of a few; a near miss is named. */
    public Checks oneOf(String flag, String value, Collection<String> allowed) {
        if (!allowed.contains(value)) {
            String expected = "one of " + String.join(", ", allowed);
            String remedy = DidYouMean.hint(value, allowed) + "Correct the value.";
            problems.add(new Problem(ID, flag, expected, "'" + value + "'", remedy));
        }
        return this;
    }

    /** Any other condition. */
    public Checks require(boolean holds, String flag, String expected, String found) {
        if (!holds) {
            problems.add(new Problem(ID, flag, expected, found, "Correct the value."));
        }
        return this;
    }

    /** Adds a problem found elsewhere. */
    public Checks add(Problem problem) {
        problems.add(problem);
        return this;
    }

    /** Throws if there was any problem. */
    public void refuse() {
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
