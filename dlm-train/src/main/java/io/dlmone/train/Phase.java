package io.dlmone.train;

import io.dlmone.objective.Setting;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One objective of a {@link Recipe} and how long it lasts. Immutable.
 *
 * @param objective its stable name, such as {@code kd} or {@code sid}
 * @param iterations how many; 0: no limit
 * @param seconds how long, validation included; 0: no limit
 * @param settings values that hold for this phase only, as text by the names of the settings: which ones there are, and
 *     their ranges, depend on the objective and on the teacher's schedule
 */
public record Phase(String objective, long iterations, double seconds, Map<String, String> settings) {

    public Phase {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * {@return an objective for so many updates}
     *
     * @param objective its stable name
     * @param updates at least 1
     */
    public static Phase ofUpdates(String objective, long updates) {
        return new Phase(objective, updates, 0, Map.of());
    }

    /**
     * {@return an objective for a time, validation included}
     *
     * @param objective its stable name
     * @param seconds above 0
     */
    public static Phase ofSeconds(String objective, double seconds) {
        return new Phase(objective, 0, seconds, Map.of());
    }

    /**
     * {@return an objective until the time of the whole run is over}
     *
     * @param objective its stable name
     */
    public static Phase untilTheEnd(String objective) {
        return new Phase(objective, 0, 0, Map.of());
    }

    /**
     * {@return this with a setting of its own, which holds for no other phase}
     *
     * @param <T> type of the value
     * @param setting which
     * @param value in its range
     */
    public <T> Phase with(Setting<T> setting, T value) {
        return with(setting.name(), Setting.text(value));
    }

    /**
     * {@return this with a setting of its own, whose value is given as text}
     *
     * @param setting its name
     * @param value as {@link Setting#parse} reads it
     */
    public Phase with(String setting, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(setting, value);
        return new Phase(objective, iterations, seconds, more);
    }

    /** {@return whether it lasts until the time of the whole run is over} */
    public boolean isOpen() {
        return iterations == 0 && seconds == 0;
    }

    /** As {@code kd:4000}, {@code sid:90s} or {@code sid:*}, with its settings as in {@code :theta-lr=1e-3}. */
    @Override
    public String toString() {
        String length = isOpen() ? "*" : iterations > 0 ? String.valueOf(iterations) : Math.round(seconds) + "s";
        StringBuilder text = new StringBuilder(objective).append(':').append(length);
        settings.forEach(
                (name, value) -> text.append(':').append(name).append('=').append(value));
        return text.toString();
    }
}
