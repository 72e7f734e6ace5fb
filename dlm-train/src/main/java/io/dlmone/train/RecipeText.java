package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads recipes, and lists of objectives, as they are written in a line. */
public final class RecipeText {

    private static final Pattern LENGTH = Pattern.compile("(\\d{1,9})([smh]?)");
    private static final String NONE = "none";
    private static final String SYNTAX =
            "phases such as kd:4000,sid:2000 (iterations), kd:60s,sid:4m (time) or sid:* (until setting minutes are over),"
                    + " each with numbers of its own if needed, such as kd:4000:theta-lr=1e-3";

    private RecipeText() {}

    /**
     * {@return the recipe of comma-separated phases {@code objective:length[:setting=value...]}, where a length is a
     * number of iterations, a time with {@code s}, {@code m} or {@code h}, or {@code *}}
     *
     * @param recipe text of the phases
     * @throws UserException with every phase that cannot be read
     */
    public static Recipe parse(String recipe) {
        return new Recipe(phases("setting recipe", SYNTAX, Arrays.asList(recipe.split(",", -1))), recipe);
    }

    /**
     * {@return the open phases of comma-separated objectives {@code objective[:setting=value...]}; none for
     * {@code none}}
     *
     * @param objectives text of the objectives
     * @throws UserException with every one that cannot be read
     */
    public static List<Phase> objectives(String objectives) {
        if (objectives.equals(NONE)) {
            return List.of();
        }
        List<String> open = Arrays.stream(objectives.split(",", -1))
                .map(text -> text.strip().replaceFirst(":|$", ":*$0"))
                .toList();
        return phases("setting objectives", "objectives such as sid,kd:theta-lr=1e-3", open);
    }

    private static List<Phase> phases(String setting, String syntax, List<String> texts) {
        List<Phase> phases = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String text : texts) {
            phase(text.strip())
                    .ifPresentOrElse(
                            phases::add,
                            () -> problems.add(new Problem(
                                    ErrorId.RECIPE_1,
                                    setting,
                                    syntax,
                                    "'" + text.strip() + "'",
                                    "Correct this phase.")));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return phases;
    }

    private static Optional<Phase> phase(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts[0].isBlank()) {
            return Optional.empty();
        }
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 2; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 1) {
                return Optional.empty();
            }
            settings.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        if (parts[1].equals("*")) {
            return Optional.of(new Phase(parts[0], 0, 0, settings));
        }
        Matcher length = LENGTH.matcher(parts[1]);
        if (!length.matches() || Long.parseLong(length.group(1)) == 0) {
            return Optional.empty();
        }
        long n = Long.parseLong(length.group(1));
        return Optional.of(
                switch (length.group(2)) {
                    case "" -> new Phase(parts[0], n, 0, settings);
                    case "s" -> new Phase(parts[0], 0, n, settings);
                    case "m" -> new Phase(parts[0], 0, 60.0 * n, settings);
                    default -> new Phase(parts[0], 0, 3600.0 * n, settings);
                });
    }
}
