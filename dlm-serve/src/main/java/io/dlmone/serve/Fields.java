package io.dlmone.serve;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of a request's JSON object. What is wrong with them is collected, so that all of it is told at once. */
final class Fields {

    static final String SETTING = "setting ";

    private static final String CORRECT = "Correct the value.";
    private static final int SHOWN = 60;

    private final Map<String, Object> values;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    private Fields(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * Reads a request's body.
     *
     * @throws UserException if it is no JSON object
     */
    static Fields of(byte[] body) {
        return new Fields(JsonFile.parse(body, "request body", "a JSON object"));
    }

    /** A value as it stands; what is null is as if it were not there. */
    Optional<Object> value(String name) {
        known.add(name);
        return Optional.ofNullable(values.get(name));
    }

    Optional<String> text(String name) {
        Optional<Object> value = value(name);
        if (value.isPresent() && !(value.get() instanceof String)) {
            wrong(name, "a string", value.get());
            return Optional.empty();
        }
        return value.map(String.class::cast);
    }

    boolean flag(String name) {
        Optional<Object> value = value(name);
        if (value.isPresent() && !(value.get() instanceof Boolean)) {
            wrong(name, "true or false", value.get());
        }
        return value.filter(Boolean.TRUE::equals).isPresent();
    }

    Optional<Long> whole(String name, long least, long most) {
        Optional<Object> value = value(name);
        if (value.isPresent()) {
            Object given = value.get();
            if (given instanceof Integer || given instanceof Long) {
                long number = ((Number) given).longValue();
                if (number >= least && number <= most) {
                    return Optional.of(number);
                }
            }
            wrong(name, "a whole number from " + least + " to " + most, given);
        }
        return Optional.empty();
    }

    /** A string, or a list of some. */
    List<String> texts(String name) {
        Object value = value(name).orElse(null);
        if (value instanceof String one) {
            return List.of(one);
        }
        if (value instanceof List<?> several
                && !several.isEmpty()
                && several.stream().allMatch(String.class::isInstance)) {
            return several.stream().map(String.class::cast).toList();
        }
        wrong(name, "a string, or a list of at least one", value);
        return List.of();
    }

    /** Notes a value other than those by which nothing is asked for. */
    void only(String name, Object... allowed) {
        Optional<Object> value = value(name);
        if (value.isPresent() && !Arrays.asList(allowed).contains(value.get())) {
            wrong(name, "it left out, since these models cannot do it", value.get());
        }
    }

    /** Notes a value that does not fit. */
    void wrong(String name, String expected, Object found) {
        problems.add(new Problem(ErrorId.SETTING_2, SETTING + name, expected, shown(found), CORRECT));
    }

    /** Notes any other problem. */
    void add(Problem problem) {
        problems.add(problem);
    }

    /**
     * Refuses what was noted, and fields that nobody asked for.
     *
     * @throws UserException with all of it
     */
    void refuse() {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                problems.add(new Problem(
                        ErrorId.SETTING_1,
                        shown(name),
                        "one of " + String.join(", ", known),
                        "no such field",
                        DidYouMean.hint(name, known) + "Correct the name, or leave the field out."));
            }
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }

    private static String shown(Object value) {
        if (value == null) {
            return "nothing";
        }
        String text = value instanceof String s ? "'" + s + "'" : Answer.line(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1) + "…";
    }
}
