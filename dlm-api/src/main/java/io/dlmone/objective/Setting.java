package io.dlmone.objective;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.model.NoiseSchedule;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * A number or choice of a distillation recipe: its name, what it is for, which values it may have and which it has
 * unless told otherwise. Settings that several objectives share are the same object. Immutable.
 *
 * @param <T> type of the value
 */
public final class Setting<T> {

    private static final int MOST = 1_000_000_000;
    private static final String RATIO = "r";

    private final String name;
    private final String label;
    private final String help;
    private final String standardText;
    private final Function<NoiseSchedule, T> standard;
    private final Function<NoiseSchedule, Values<T>> values;

    /** The values that a setting may have for one schedule, as text. */
    private record Values<T>(String expected, Function<String, Optional<T>> parser) {}

    private Setting(
            String name,
            String label,
            String help,
            String standardText,
            Function<NoiseSchedule, T> standard,
            Function<NoiseSchedule, Values<T>> values) {
        this.name = name;
        this.label = label;
        this.help = help;
        this.standardText = standardText;
        this.standard = standard;
        this.values = values;
    }

    /**
     * {@return a whole number from {@code low} to a thousand million}
     *
     * @param name in lower case with hyphens
     * @param standard the default
     * @param low the least value
     * @param help what it is for, a sentence without full stop
     */
    public static Setting<Integer> whole(String name, int standard, int low, String help) {
        return whole(name, standard, low, MOST, help);
    }

    /**
     * {@return a whole number from {@code low} to {@code high}}
     *
     * @param name in lower case with hyphens
     * @param standard the default
     * @param low the least value
     * @param high the greatest value
     * @param help a sentence without its full stop
     */
    public static Setting<Integer> whole(String name, int standard, int low, int high, String help) {
        return new Setting<>(name, "N", help, String.valueOf(standard), schedule -> standard, s -> wholes(low, high));
    }

    /**
     * {@return a time of the teacher's path; as text also the noise ratio sigma/alpha there, with {@code r} before it,
     * which means the same on every path}
     *
     * @param name in lower case with hyphens
     * @param standardText the default in words
     * @param standard the default for a schedule
     * @param help a sentence without its full stop
     */
    public static Setting<Double> time(
            String name, String standardText, ToDoubleFunction<NoiseSchedule> standard, String help) {
        return new Setting<>(name, "T", help, standardText, standard::applyAsDouble, Setting::times);
    }

    private static Values<Double> times(NoiseSchedule path) {
        String expected = path.times() + ", or r before a noise ratio sigma/alpha above 0, such as r2.5";
        return new Values<>(
                expected,
                text -> text.startsWith(RATIO)
                        ? parsed(text.substring(1), Double::parseDouble)
                                .filter(ratio -> ratio > 0 && ratio < Double.POSITIVE_INFINITY)
                                .map(path::timeOfNoiseRatio)
                        : parsed(text, Double::parseDouble).filter(path::contains));
    }

    /**
     * {@return a number of calls or levels along the teacher's path, from {@code low} to one at each of its times}
     *
     * @param name in lower case with hyphens
     * @param standard the default, where the path has as many times
     * @param low the least value
     * @param help a sentence without its full stop
     */
    public static Setting<Integer> calls(String name, int standard, int low, String help) {
        return calls(name, standard, path -> Math.min(standard, path.maxCalls()), low, help);
    }

    /**
     * {@return as the other, with a default of its own where the path has few times}
     *
     * @param name in lower case with hyphens
     * @param standard the default where the path has many times
     * @param ofPath the default
     * @param low the least value
     * @param help a sentence without its full stop
     */
    public static Setting<Integer> calls(
            String name, int standard, ToIntFunction<NoiseSchedule> ofPath, int low, String help) {
        String text = String.valueOf(standard);
        return new Setting<>(name, "N", help, text, ofPath::applyAsInt, path -> wholes(low, path.maxCalls()));
    }

    /**
     * {@return a number from {@code low}, or above it if that is {@link Double#MIN_VALUE}, to {@code high}}
     *
     * @param name in lower case with hyphens
     * @param standard the default
     * @param low the least value, left out if it is {@link Double#MIN_VALUE}
     * @param high the greatest value
     * @param help a sentence without its full stop
     */
    public static Setting<Double> real(String name, double standard, double low, double high, String help) {
        String range = low == Double.MIN_VALUE ? "above 0, up to " + high : "from " + low + " to " + high;
        Values<Double> values = new Values<>("a number " + range, text -> parsed(text, Double::parseDouble)
                .filter(value -> value >= low && value <= high));
        return new Setting<>(name, "X", help, text(standard), schedule -> standard, s -> values);
    }

    /**
     * {@return true or false}
     *
     * @param name in lower case with hyphens
     * @param standard the default
     * @param help a sentence without its full stop
     */
    public static Setting<Boolean> toggle(String name, boolean standard, String help) {
        Values<Boolean> values = new Values<>(
                "true or false",
                text -> text.equals("true") || text.equals("false")
                        ? Optional.of(text.equals("true"))
                        : Optional.empty());
        return new Setting<>(name, "BOOL", help + ": true or false", text(standard), schedule -> standard, s -> values);
    }

    /**
     * {@return one of the constants of an enum, named in lower case with hyphens}
     *
     * @param <E> the enum
     * @param name in lower case with hyphens
     * @param standard the default
     * @param help a sentence without its full stop
     */
    public static <E extends Enum<E>> Setting<E> choice(String name, E standard, String help) {
        E[] all = standard.getDeclaringClass().getEnumConstants();
        String names = Arrays.stream(all).map(Setting::text).collect(Collectors.joining(", "));
        Values<E> values = new Values<>(
                "one of " + names,
                text -> Arrays.stream(all).filter(e -> text(e).equals(text)).findFirst());
        return new Setting<>(name, "NAME", help + ": " + names, text(standard), schedule -> standard, s -> values);
    }

    /**
     * {@return the path of a file; the default, an empty text, is none} Whether there is such a file is not asked here.
     *
     * @param name in lower case with hyphens
     * @param help a sentence without its full stop
     */
    public static Setting<String> file(String name, String help) {
        Values<String> values = new Values<>("the path of a file", Optional::of);
        return new Setting<>(name, "FILE", help, "none", schedule -> "", s -> values);
    }

    private static Values<Integer> wholes(int low, int high) {
        return new Values<>("a whole number from " + low + " to " + high, text -> parsed(text, Integer::parseInt)
                .filter(value -> value >= low && value <= high));
    }

    private static <N> Optional<N> parsed(String text, Function<String, N> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    /** {@return the stable name, which is also that of the flag} */
    public String name() {
        return name;
    }

    /** {@return what stands for the value in help} */
    public String label() {
        return label;
    }

    /** {@return what it is for, a sentence without full stop} */
    public String help() {
        return help;
    }

    /** {@return the default in words} */
    public String standardText() {
        return standardText;
    }

    /**
     * {@return the default for a schedule}
     *
     * @param schedule the teacher's; null where the default does not hang on it
     */
    public T standard(NoiseSchedule schedule) {
        return standard.apply(schedule);
    }

    /**
     * {@return the value that a text stands for, or nothing if it is not one of the {@link #expected} values}
     *
     * @param text any text
     * @param schedule the teacher's; null where the range does not hang on it
     */
    public Optional<T> parse(String text, NoiseSchedule schedule) {
        return values.apply(schedule).parser().apply(text);
    }

    /**
     * {@return which values there are for a schedule, in words}
     *
     * @param schedule the teacher's; null where the range does not hang on it
     */
    public String expected(NoiseSchedule schedule) {
        return values.apply(schedule).expected();
    }

    /**
     * {@return what is wrong with a value that does not fit the others, for {@link Objective#problems}}
     *
     * @param expected what would fit
     * @param found the value
     */
    public Problem problem(String expected, T found) {
        return new Problem(ErrorId.SETTING_2, "setting " + name, expected, text(found), "Correct the value.");
    }

    /**
     * {@return a value as {@link #parse} reads it}
     *
     * @param value one of the types of settings
     */
    public static String text(Object value) {
        if (value instanceof Enum<?> e) {
            return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        boolean whole = value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e9;
        return whole
                ? String.valueOf(((Double) value).longValue())
                : String.valueOf(value).replace(".0E", "e").replace('E', 'e');
    }

    @Override
    public String toString() {
        return name;
    }
}
