package io.dlmone.diffuseq.official;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The keys of one file of an official code; gathers what is wrong with them. Not thread-safe. */
public final class Keys {

    private final Path file;
    private final Map<String, Object> values;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * The keys of a JSON file.
     *
     * @param file the file
     * @param what it is, for messages
     * @throws UserException if it is not JSON
     */
    public Keys(Path file, String what) {
        this(file, JsonFile.read(file, what));
    }

    /**
     * Keys that were read already.
     *
     * @param file where, for messages
     * @param values by key
     */
    public Keys(Path file, Map<String, Object> values) {
        this.file = file;
        this.values = values;
    }

    /**
     * {@return a whole number from {@code least} to {@code most}; {@code least} if it is wrong}
     *
     * @param key its name
     * @param least the least value
     * @param most the greatest value
     */
    public int integer(String key, int least, int most) {
        if (values.get(key) instanceof Integer n && n >= least && n <= most) {
            return n;
        }
        report(key, "a whole number from " + least + " to " + most, "Correct the key.");
        return least;
    }

    /**
     * {@return a number from {@code least} to below {@code bound}; {@code least} if it is wrong}
     *
     * @param key its name
     * @param least the least value
     * @param bound above every value
     */
    public double real(String key, double least, double bound) {
        if (values.get(key) instanceof Number n && n.doubleValue() >= least && n.doubleValue() < bound) {
            return n.doubleValue();
        }
        report(key, "a number from " + least + " to below " + bound, "Correct the key.");
        return least;
    }

    /**
     * As {@link #real(String, double, double)}, but a key that is not there has the default of the code that reads it.
     */
    double real(String key, double least, double bound, double otherwise) {
        return values.containsKey(key) ? real(key, least, bound) : otherwise;
    }

    /**
     * {@return a string; empty if it is wrong}
     *
     * @param key its name
     */
    public String text(String key) {
        if (values.get(key) instanceof String text) {
            return text;
        }
        report(key, "a string", "Correct the key.");
        return "";
    }

    /**
     * Requires one value of a key, which may also be left out: it is the default of the code that reads it.
     *
     * @param key its name
     * @param expected the one value
     * @param remedy what to do about another
     */
    public void require(String key, Object expected, String remedy) {
        Object found = values.get(key);
        boolean equal = found instanceof Number n && expected instanceof Number e
                ? n.doubleValue() == e.doubleValue()
                : expected.equals(found);
        if (found != null && !equal) {
            report(key, expected.equals("") ? "an empty string" : expected.toString(), remedy);
        }
    }

    /**
     * Notes that a key is wrong.
     *
     * @param key its name
     * @param expected what it should be
     * @param remedy what to do
     */
    public void report(String key, String expected, String remedy) {
        Object value = values.get(key);
        String found = value == null ? "nothing" : "'" + value + "'";
        problems.add(new Problem(
                ErrorId.IMPORT_1,
                file + ": key " + key,
                expected,
                found.length() > 80 ? found.substring(0, 77) + "..." : found,
                remedy));
    }

    /**
     * Notes what was found wrong elsewhere.
     *
     * @param wrong the problems
     */
    public void add(UserException wrong) {
        problems.addAll(wrong.problems());
    }

    /**
     * Refuses the file if any key was wrong.
     *
     * @throws UserException with all of them
     */
    public void check() {
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }
}
