package io.dlmone.objective;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values of settings that do not hang on a noise schedule, such as those of a teacher's training. What is not given has
 * its default. Immutable.
 */
public final class SettingValues {

    /** Nothing given. */
    public static final SettingValues NONE = new SettingValues(Map.of());

    private final Map<Setting<?>, Object> given;

    private SettingValues(Map<Setting<?>, Object> given) {
        this.given = Collections.unmodifiableMap(given);
    }

    /**
     * Values from texts by the names of their settings.
     *
     * @param known the settings there are
     * @param texts values as they are written, by name
     * @return the values
     * @throws UserException with every name that no setting has and every value out of range
     */
    public static SettingValues parse(List<Setting<?>> known, Map<String, String> texts) {
        SettingValues values = NONE;
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, String> each : texts.entrySet()) {
            Optional<Setting<?>> setting =
                    known.stream().filter(s -> s.name().equals(each.getKey())).findFirst();
            if (setting.isEmpty()) {
                List<String> names = known.stream().map(Setting::name).toList();
                problems.add(new Problem(
                        ErrorId.SETTING_1,
                        "setting " + each.getKey(),
                        "one of " + String.join(", ", names),
                        each.getKey(),
                        DidYouMean.hint(each.getKey(), names) + "Correct the name or leave it out."));
            } else {
                values = values.withParsed(setting.get(), each.getValue(), problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return values;
    }

    private <T> SettingValues withParsed(Setting<T> setting, String text, List<Problem> problems) {
        return setting.parse(text, null).map(value -> with(setting, value)).orElseGet(() -> {
            problems.add(new Problem(
                    ErrorId.SETTING_2, "setting " + setting, setting.expected(null), text, "Correct the value."));
            return this;
        });
    }

    /**
     * {@return these with one value given}
     *
     * @param <T> type of the value
     * @param setting which
     * @param value in its range
     */
    public <T> SettingValues with(Setting<T> setting, T value) {
        Map<Setting<?>, Object> more = new LinkedHashMap<>(given);
        more.put(setting, value);
        return new SettingValues(more);
    }

    /**
     * {@return these, and those of others where they are given, which win}
     *
     * @param others values that win
     */
    public SettingValues with(SettingValues others) {
        Map<Setting<?>, Object> more = new LinkedHashMap<>(given);
        more.putAll(others.given);
        return new SettingValues(more);
    }

    /** {@return what is wrong with values that were given without {@link #parse}: those out of range} */
    public List<Problem> outOfRange() {
        return given.keySet().stream()
                .flatMap(setting -> outOfRange(setting).stream())
                .toList();
    }

    private <T> Optional<Problem> outOfRange(Setting<T> setting) {
        T value = get(setting);
        return setting.parse(Setting.text(value), null).isPresent()
                ? Optional.empty()
                : Optional.of(setting.problem(setting.expected(null), value));
    }

    /**
     * {@return the value, if it was given}
     *
     * @param <T> type of the value
     * @param setting which
     */
    @SuppressWarnings("unchecked") // with puts a setting's own type only
    public <T> Optional<T> given(Setting<T> setting) {
        return Optional.ofNullable((T) given.get(setting));
    }

    /**
     * {@return the value given, or the default}
     *
     * @param <T> type of the value
     * @param setting which
     */
    public <T> T get(Setting<T> setting) {
        return given(setting).orElseGet(() -> setting.standard(null));
    }

    /**
     * {@return the values of some settings by name, as JSON has them: numbers, truth values, names of choices}
     *
     * @param settings those wanted
     */
    public Map<String, Object> resolved(List<Setting<?>> settings) {
        Map<String, Object> all = new LinkedHashMap<>();
        settings.forEach(s -> {
            Object value = get(s);
            all.put(s.name(), value instanceof Enum<?> ? Setting.text(value) : value);
        });
        return all;
    }

    /**
     * {@return the values of those settings that were given, as {@link #resolved} has them}
     *
     * @param settings those wanted
     */
    public Map<String, Object> given(List<Setting<?>> settings) {
        return resolved(settings.stream().filter(given::containsKey).toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SettingValues values && given.equals(values.given);
    }

    @Override
    public int hashCode() {
        return given.hashCode();
    }

    @Override
    public String toString() {
        return given.toString();
    }
}
