package io.dlmone.train;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Collects what is wrong with settings, which are given by their names, so that all of it is told at once. Every number
 * has an upper limit too, which no sensible value reaches, so that none is infinite and none overflows further down.
 */
public final class Checks {

    /** The most of anything that is counted: updates, sources, lines. Sums of some of these fit. */
    public static final long MOST = 1_000_000_000;

    /** The most sequences that may be asked for at once; a network may allow fewer. */
    public static final int MOST_TOGETHER = 65_536;

    /** The most sentences that may be asked for from one source. */
    public static final int MOST_SENTENCES = 10_000;

    private static final ErrorId ID = ErrorId.SETTING_2;

    private final List<Problem> problems = new ArrayList<>();

    /**
     * Requires a whole number from {@code least} to {@link #MOST}.
     *
     * @param setting its name
     * @param value the value given
     * @param least the least value
     * @return this
     */
    public Checks atLeast(String setting, long value, long least) {
        return whole(setting, value, least, MOST);
    }

    /**
     * Requires a whole number from {@code least} to {@code most}.
     *
     * @param setting its name
     * @param value the value given
     * @param least the least value
     * @param most the greatest value
     * @return this
     */
    public Checks whole(String setting, long value, long least, long most) {
        return require(
                value >= least && value <= most,
                setting,
                "a whole number from " + least + " to " + most,
                String.valueOf(value));
    }

    /**
     * Requires a number above zero, up to {@code most}.
     *
     * @param setting its name
     * @param value the value given
     * @param most the greatest value
     * @return this
     */
    public Checks positive(String setting, double value, double most) {
        return require(value > 0 && value <= most, setting, "a number above 0, up to " + number(most), number(value));
    }

    /**
     * Requires a number from zero to {@code most}.
     *
     * @param setting its name
     * @param value the value given
     * @param most the greatest value
     * @return this
     */
    public Checks fromZero(String setting, double value, double most) {
        return require(value >= 0 && value <= most, setting, "a number from 0 to " + number(most), number(value));
    }

    /**
     * Requires a number in {@code [low, high)}.
     *
     * @param setting its name
     * @param value the value given
     * @param low the least value
     * @param high end, which is left out
     * @return this
     */
    public Checks fraction(String setting, double value, double low, double high) {
        String range = "a number from " + number(low) + " to below " + number(high);
        return require(value >= low && value < high, setting, range, number(value));
    }

    /**
     * Requires one of a few names; a near miss is named.
     *
     * @param setting its name
     * @param value the value given
     * @param allowed the names there are
     * @return this
     */
    public Checks oneOf(String setting, String value, Collection<String> allowed) {
        if (!allowed.contains(value)) {
            String expected = "one of " + String.join(", ", allowed);
            String remedy = DidYouMean.hint(value, allowed) + "Correct the value.";
            problems.add(new Problem(ID, "setting " + setting, expected, "'" + value + "'", remedy));
        }
        return this;
    }

    /**
     * Requires any other condition.
     *
     * @param holds whether it is fulfilled
     * @param setting its name
     * @param expected what would fit
     * @param found what was given
     * @return this
     */
    public Checks require(boolean holds, String setting, String expected, String found) {
        if (!holds) {
            problems.add(new Problem(ID, "setting " + setting, expected, found, "Correct the value."));
        }
        return this;
    }

    /**
     * Adds a problem found elsewhere.
     *
     * @param problem the problem
     * @return this
     */
    public Checks add(Problem problem) {
        problems.add(problem);
        return this;
    }

    /**
     * Adds problems found elsewhere.
     *
     * @param others in order
     * @return this
     */
    public Checks addAll(Collection<Problem> others) {
        problems.addAll(others);
        return this;
    }

    /**
     * Does something that may refuse, and adds why.
     *
     * @param step throws a {@link UserException} if anything is wrong
     * @return this
     */
    public Checks attempt(Runnable step) {
        try {
            step.run();
        } catch (UserException e) {
            problems.addAll(e.problems());
        }
        return this;
    }

    /**
     * As {@link #refuse()}, saying of what all of it is.
     *
     * @param what whose settings these are
     */
    public void refuse(String what) {
        problems.replaceAll(problem -> problem.within(what));
        refuse();
    }

    /** Throws if there was any problem; one that was found twice is told once. */
    public void refuse() {
        if (!problems.isEmpty()) {
            throw new UserException(problems.stream().distinct().toList());
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
