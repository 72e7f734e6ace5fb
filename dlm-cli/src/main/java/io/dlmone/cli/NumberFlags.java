package io.dlmone.cli;

import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.Plugins;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import io.dlmone.train.DistillNumbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * A flag for every setting of every objective on the class path. Values stay text here: ranges and defaults depend on
 * the teacher's schedule and on the objective, and a recipe's phases may replace them.
 */
@Command
final class NumberFlags {

    /** DiffuSeq's schedule, for which defaults are shown. */
    private static final NoiseSchedule SHOWN = Plugins.schedule("sqrt").create(2000);

    private final Map<String, String> given = new TreeMap<>();

    /** Adds the flags to the verb that has them. */
    @Spec(Spec.Target.MIXEE)
    void verb(CommandSpec verb) {
        Map<String, Setting<?>> settings = new LinkedHashMap<>();
        Map<String, List<Objective>> owners = new LinkedHashMap<>();
        for (Objective objective : Plugins.all(Objective.class)) {
            DistillNumbers.of(objective).forEach((name, setting) -> {
                settings.putIfAbsent(name, setting);
                owners.computeIfAbsent(name, n -> new ArrayList<>()).add(objective);
            });
        }
        settings.forEach((name, setting) -> verb.addOption(flag(setting, owners.get(name))));
    }

    private static String help(Setting<?> setting, List<Objective> owners) {
        String standard = Setting.text(setting.standard(SHOWN));
        Map<String, List<String>> others = new LinkedHashMap<>();
        for (Objective owner : owners) {
            DistillationSettings own = DistillationSettings.defaults(SHOWN, 0).forObjective(owner);
            String value = Setting.text(own.get(setting));
            if (!value.equals(standard)) {
                others.computeIfAbsent(value, v -> new ArrayList<>()).add(owner.name());
            }
        }
        StringBuilder help = new StringBuilder();
        if (!DistillationSettings.COMMON.contains(setting)) {
            help.append(names(owners.stream().map(Objective::name).toList())).append(": ");
        }
        help.append(setting.help()).append(". Default: ").append(setting.standardText());
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
