package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.objective.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One objective of a recipe and how long it lasts.
 *
 * @param objective its stable name, such as {@code kd} or {@code sid}
 * @param iterations how many; 0: no limit
 * @param seconds how long, validation included; 0: no limit
 * @param overrides numbers that hold for this phase only, by the names of their flags
 */
public record RecipePhase(String objective, long iterations, double seconds, Map<String, String> overrides) {

    private static final Pattern LENGTH = Pattern.compile("(\\d{1,9})([smh]?)");
    private static final String SYNTAX =
            "phases such as kd:4000,sid:2000 (iterations), kd:60s,sid:4m (time) or sid:* (until setting minutes are over),"
                    + " each with numbers of its own if needed, such as kd:4000:theta-lr=1e-3";

    public RecipePhase {
        overrides = Map.copyOf(overrides);
    }

    /** An objective for so many updates. */
    public static RecipePhase ofUpdates(String objective, long updates) {
        return new RecipePhase(objective, updates, 0, Map.of());
    }

    /** This with a setting of its own, which holds for no other phase. */
    public <T> RecipePhase with(Setting<T> setting, T value) {
        Map<String, String> more = new LinkedHashMap<>(overrides);
        more.put(setting.name(), Setting.text(value));
        return new RecipePhase(objective, iterations, seconds, more);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        String length = isOpen() ? "*" : iterations > 0 ? String.valueOf(iterations) : Math.round(seconds) + "s";
        StringBuilder text = new StringBuilder(objective).append(':').append(length);
        new TreeMap<>(overrides)
                .forEach((name, value) ->
                        text.append(':').append(name).append('=').append(value));
        return text.toString();
    }

    /** Whether it lasts until the time of the whole run is over. */
    boolean isOpen() {
        return iterations == 0 && seconds == 0;
    }

    /**
     * The phases of a recipe: comma-separated {@code objective:length[:flag=number...]}, where a length is a number of
     * iterations, a time with {@code s}, {@code m} or {@code h}, or {@code *}.
     *
     * @throws UserException with every phase that cannot be read
     */
    public static List<RecipePhase> parse(String recipe) {
        List<RecipePhase> phases = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String text : recipe.split(",", -1)) {
            RecipePhase phase = phase(text.strip());
            if (phase == null) {
                problems.add(new Problem(
                        ErrorId.RECIPE_1, "setting recipe", SYNTAX, "'" + text.strip() + "'", "Correct this phase."));
            } else {
                phases.add(phase);
            }
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return phases;
    }

    private static RecipePhase phase(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts[0].isBlank()) {
            return null;
        }
        Map<String, String> overrides = new LinkedHashMap<>();
        for (int i = 2; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 1) {
                return null;
            }
            overrides.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        Matcher length = LENGTH.matcher(parts[1]);
        if (!length.matches()) {
            return parts[1].equals("*") ? new RecipePhase(parts[0], 0, 0, overrides) : null;
        }
        long n = Long.parseLong(length.group(1));
        return switch (n == 0 ? "none" : length.group(2)) {
            case "none" -> null;
            case "" -> new RecipePhase(parts[0], n, 0, overrides);
            case "s" -> new RecipePhase(parts[0], 0, n, overrides);
            case "m" -> new RecipePhase(parts[0], 0, 60.0 * n, overrides);
            default -> new RecipePhase(parts[0], 0, 3600.0 * n, overrides);
        };
    }
}
