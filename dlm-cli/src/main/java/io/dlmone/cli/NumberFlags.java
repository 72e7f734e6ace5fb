package io.dlmone.cli;

import io.dlmone.Plugins;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import io.dlmone.plugin.FoundPlugin;
import io.dlmone.plugin.PluginRegistry;
import io.dlmone.train.RecipeSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A flag for every setting of every objective on the class path. Values stay text here: ranges and defaults depend on
 * the teacher's schedule and on the objective, and a recipe's phases may replace them.
 */
@Command
final class NumberFlags {

    /** The schedule for which defaults are shown. */
    private final NoiseSchedule shown = Plugins.schedule("sqrt").create(2000);

    private final Map<String, String> given = new TreeMap<>();

    /**
     * Adds these flags to all verbs that have them, when all other flags are there.
     *
     * @return the settings of plugins that have the name of another flag; they are left out here
     */
    static List<Problem> addTo(CommandLine command) {
        List<Problem> problems = new ArrayList<>();
        for (CommandLine verb : command.getSubcommands().values()) {
            for (CommandSpec mixin : verb.getCommandSpec().mixins().values()) {
                if (mixin.userObject() instanceof NumberFlags numbers) {
                    numbers.add(verb.getCommandSpec(), problems);
                }
            }
        }
        return problems;
    }

    private void add(CommandSpec verb, List<Problem> problems) {
        Map<String, Setting<?>> settings = new LinkedHashMap<>();
        Map<String, List<Objective>> owners = new LinkedHashMap<>();
        for (FoundPlugin<Objective> found :
                PluginRegistry.of(Plugins.OBJECTIVES).found()) {
            RecipeSettings.of(found.plugin()).forEach((name, setting) -> {
                if (verb.findOption("--" + name) != null) {
                    problems.add(taken(verb, found, name));
                } else {
                    settings.putIfAbsent(name, setting);
                    owners.computeIfAbsent(name, n -> new ArrayList<>()).add(found.plugin());
                }
            });
        }
        settings.forEach((name, setting) -> verb.addOption(flag(setting, owners.get(name))));
    }

    private static Problem taken(CommandSpec verb, FoundPlugin<Objective> found, String name) {
        return new Problem(
                ErrorId.PLUGIN_5,
                found.origin() + ": setting " + name + " of objective " + found.name(),
                "a name that no flag of '" + verb.qualifiedName() + "' has",
                "--" + name,
                "The flag keeps its meaning; in --recipe the setting can be given, as in " + found.name() + ":1000:"
                        + name + "=...");
    }

    private String help(Setting<?> setting, List<Objective> owners) {
        String standard = Setting.text(setting.standard(shown));
        Map<String, List<String>> others = new LinkedHashMap<>();
        for (Objective owner : owners) {
            DistillationSettings own = DistillationSettings.defaults(shown, 0).forObjective(owner);
            String value = Setting.text(own.get(setting));
            if (!value.equals(standard)) {
                others.computeIfAbsent(value, v -> new ArrayList<>()).add(owner.name());
            }
        }
        StringBuilder help = new StringBuilder();
        if (!DistillationSettings.COMMON.contains(setting)) {
            help.append(names(owners.stream().map(Objective::name).toList())).append(": ");
        }
        help.append(FlagNames.in(setting.help())).append(". Default: ").append(setting.standardText());
        others.forEach((value, names) ->
                help.append("; ").append(value).append(" for ").append(names(names)));
        return help.append('.').toString();
    }

    private static String names(List<String> names) {
        return String.join(", ", names);
    }

    private OptionSpec flag(Setting<?> setting, List<Objective> owners) {
        return OptionSpec.builder("--" + setting.name())
                .paramLabel(setting.label())
                .description(help(setting, owners))
                .type(String.class)
                .setter(new ISetter() {
                    @Override
                    @SuppressWarnings("unchecked")
                    public <T> T set(T value) {
                        return (T)
                                (value == null
                                        ? given.remove(setting.name())
                                        : given.put(setting.name(), (String) value));
                    }
                })
                .build();
    }

    /** What the user gave, by the names of the flags. */
    Map<String, String> given() {
        return new TreeMap<>(given);
    }
}
