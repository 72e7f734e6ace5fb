package io.dlmone.train;

import io.dlmone.Plugins;
import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Turns what the user gave, by the names of the settings, into the settings of a recipe's phases. */
public final class RecipeSettings {

    private final NoiseSchedule schedule;
    private final long seed;
    private final List<Problem> problems = new ArrayList<>();

    private RecipeSettings(NoiseSchedule schedule, long seed) {
        this.schedule = schedule;
        this.seed = seed;
    }

    /**
     * {@return the settings that an objective has, the common ones first, by name}
     *
     * @param objective any objective
     */
    public static Map<String, Setting<?>> of(Objective objective) {
        Map<String, Setting<?>> all = new LinkedHashMap<>();
        Stream.concat(DistillationSettings.COMMON.stream(), objective.settings().stream())
                .forEach(s -> all.put(s.name(), s));
        return all;
    }

    /**
     * {@return the settings of each phase: what the phase says, else what holds for all phases, else the objective's
     * defaults}
     *
     * @param phases of the recipe
     * @param base values for all phases that have such a setting, by its name
     * @param schedule the teacher's
     * @param seed of everything random
     * @throws UserException with every value that cannot be used
     */
    public static List<DistillationSettings> resolve(
            List<Phase> phases, Map<String, String> base, NoiseSchedule schedule, long seed) {
        RecipeSettings numbers = new RecipeSettings(schedule, seed);
        List<DistillationSettings> all =
                phases.stream().map(phase -> numbers.settings(phase, base)).toList();
        TreeSet<String> known = new TreeSet<>();
        Plugins.all(Objective.class)
                .forEach(objective -> known.addAll(of(objective).keySet()));
        base.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> numbers.unknown("the objectives' settings", name, known));
        unused(phases, base).forEach(name -> numbers.requireReadable(name, base.get(name)));
        if (!numbers.problems.isEmpty()) {
            throw new UserException(numbers.problems.stream().distinct().toList());
        }
        return all;
    }

    /** Those names of {@code base} that are settings of none of the phases' objectives, so that they change nothing. */
    static List<String> unused(List<Phase> phases, Map<String, String> base) {
        TreeSet<String> left = new TreeSet<>(base.keySet());
        phases.forEach(
                phase -> left.removeAll(of(Plugins.objective(phase.objective())).keySet()));
        return List.copyOf(left);
    }

    /**
     * {@return as {@link #resolve}, for people: every setting of each phase as text, by the phase's number and
     * objective}
     *
     * @param phases of the recipe
     * @param base what the user gave for all phases, by the names of the settings
     * @param schedule the teacher's
     * @param seed of everything random
     */
    public static Map<String, Map<String, Object>> described(
            List<Phase> phases, Map<String, String> base, NoiseSchedule schedule, long seed) {
        List<DistillationSettings> settings = resolve(phases, base, schedule, seed);
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (int i = 0; i < settings.size(); i++) {
            Objective objective = Plugins.objective(phases.get(i).objective());
            all.put(
                    "phase " + (i + 1) + ", " + objective.name(),
                    new LinkedHashMap<>(
                            settings.get(i).resolved(List.copyOf(of(objective).values()))));
        }
        return all;
    }

    private DistillationSettings settings(Phase phase, Map<String, String> base) {
        Objective objective = Plugins.objective(phase.objective());
        Map<String, Setting<?>> known = of(objective);
        String where = "phase " + phase.objective();
        phase.settings().keySet().stream()
                .filter(name -> !known.containsKey(name))
                .sorted()
                .forEach(name -> unknown(where, name, known.keySet()));
        DistillationSettings settings =
                DistillationSettings.defaults(schedule, seed).forObjective(objective);
        int before = problems.size();
        for (Setting<?> setting : known.values()) {
            String text = phase.settings().getOrDefault(setting.name(), base.get(setting.name()));
            if (text != null) {
                settings = with(settings, setting, text, where);
            }
        }
        if (settings.batch() % settings.microbatch() != 0) {
            problems.add(new Problem(
                    ErrorId.SETTING_2,
                    where + ": setting " + DistillationSettings.MICROBATCH,
                    "a divisor of setting " + DistillationSettings.BATCH + " " + settings.batch() + ", or 0",
                    String.valueOf(settings.microbatch()),
                    "Correct the value."));
        }
        if (problems.size() == before) {
            objective.problems(settings).forEach(p -> problems.add(p.within(where)));
        }
        return settings;
    }

    /** A value that changes nothing here must be one all the same: a slip would be found out by the next recipe. */
    private void requireReadable(String name, String text) {
        Plugins.all(Objective.class).stream()
                .map(objective -> of(objective).get(name))
                .filter(setting -> setting != null)
                .findFirst()
                .ifPresent(setting -> with(
                        DistillationSettings.defaults(schedule, seed), setting, text, "a setting of other objectives"));
    }

    private <T> DistillationSettings with(
            DistillationSettings settings, Setting<T> setting, String text, String where) {
        return setting.parse(text, schedule)
                .map(value -> settings.with(setting, value))
                .orElseGet(() -> {
                    problems.add(new Problem(
                            ErrorId.SETTING_2,
                            where + ": setting " + setting.name(),
                            setting.expected(schedule),
                            text,
                            "Correct the value."));
                    return settings;
                });
    }

    private void unknown(String where, String name, Collection<String> known) {
        String remedy = DidYouMean.hint(name, known) + "Correct the name or leave it out.";
        problems.add(new Problem(ErrorId.RECIPE_2, where, "one of " + String.join(", ", known), name, remedy));
    }
}
