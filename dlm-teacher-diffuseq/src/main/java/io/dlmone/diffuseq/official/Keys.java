package io.dlmone.diffuseq.official;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The keys of one JSON file; gathers what is wrong with them. */
final class Keys {

    private final Path file;
    private final Map<String, Object> values;
    private final List<Problem> problems = new ArrayList<>();

    Keys(Path file, String what) {
        this.file = file;
        this.values = JsonFile.read(file, what);
    }

    /** A whole number from {@code least} to {@code most}; {@code least} if it is wrong. */
    int integer(String key, int least, int most) {
        if (values.get(key) instanceof Integer n && n >= least && n <= most) {
            return n;
        }
        report(key, "a whole number from " + least + " to " + most, "Correct the key.");
        return least;
    }

    /** A number from {@code least} to below {@code bound}; {@code least} if it is wrong. */
    double real(String key, double least, double bound) {
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

    /** A string; empty if it is wrong. */
    String text(String key) {
        if (values.get(key) instanceof String text) {
            return text;
        }
        report(key, "a string", "Correct the key.");
        return "";
    }

    /** Requires one value of a key, which may also be left out: it is the default of the code that reads it. */
    void require(String key, Object expected, String remedy) {
        Object found = values.get(key);
        boolean equal = found instanceof Number n && expected instanceof Number e
                ? n.doubleValue() == e.doubleValue()
                : expected.equals(found);
        if (found != null && !equal) {
            report(key, expected.equals("") ? "an empty string" : expected.toString(), remedy);
        }
    }

    /** Notes that a key is wrong. */
    void report(String key, String expected, String remedy) {
        Object value = values.get(key);
        String found = value == null ? "nothing" : "'" + value + "'";
        problems.add(new Problem(
                ErrorId.IMPORT_1,
                file + ": key " + key,
                expected,
                found.length() > 80 ? found.substring(0, 77) + "..." : found,
                remedy));
    }

    /** Notes what was found wrong elsewhere. */
    void add(UserException wrong) {
        problems.addAll(wrong.problems());
    }

    /**
     * Refuses the file if any key was wrong.
     *
     * @throws UserException with all of them
     */
    void check() {
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }
}
