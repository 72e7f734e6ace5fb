package io.dlmone.cli;

import io.dlmone.Plugins;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.train.Families;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code --family}, and a flag for every setting of the networks and the training of the families on the class path.
 */
@Command
final class FamilyFlags {

    @Option(
            names = "--family",
            paramLabel = "NAME",
            defaultValue = Plugins.USUAL_FAMILY,
            description = "The teacher family of a new network; dlm plugins lists them. Default: ${DEFAULT-VALUE}.")
    private String family;

    private final Map<String, String> given = new TreeMap<>();

    /** Adds the flags to the verb that has them. */
    @Spec(Spec.Target.MIXEE)
    void verb(CommandSpec verb) {
        Map<String, Map<String, Setting<?>>> owners = new LinkedHashMap<>();
        List<TrainableFamily> families = Families.all(TrainableFamily.class);
        for (TrainableFamily each : families) {
            for (Setting<?> setting : settings(each)) {
                owners.computeIfAbsent(setting.name(), n -> new LinkedHashMap<>())
                        .put(each.name(), setting);
            }
        }
        owners.values().forEach(owning -> {
            String whose = owning.size() == families.size() ? "" : String.join(", ", owning.keySet()) + ": ";
            verb.addOption(flag(owning, whose));
        });
    }

    /** The default of the first family, and those of the others where they differ. */
    private static String defaults(Map<String, Setting<?>> owning) {
        String first = owning.values().iterator().next().standardText();
        return first
                + owning.entrySet().stream()
                        .filter(each -> !each.getValue().standardText().equals(first))
                        .map(each -> "; " + each.getValue().standardText() + " for " + each.getKey())
                        .collect(Collectors.joining());
    }

    private OptionSpec flag(Map<String, Setting<?>> owning, String whose) {
        Setting<?> setting = owning.values().iterator().next();
        return OptionSpec.builder("--" + setting.name())
                .paramLabel(setting.label())
                .description(whose + FlagNames.in(setting.help()) + ": " + setting.expected(null) + ". Default: "
                        + defaults(owning) + ".")
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

    String family() {
        return family;
    }

    /**
     * The values that were given.
     *
     * @param trained the family
     * @param defaults what holds instead of its own defaults, where it has such settings
     */
    SettingValues values(TrainableFamily trained, Map<String, String> defaults) {
        List<Setting<?>> known = settings(trained);
        Map<String, String> all = new TreeMap<>(given);
        known.forEach(setting -> {
            if (defaults.containsKey(setting.name())) {
                all.putIfAbsent(setting.name(), defaults.get(setting.name()));
            }
        });
        return SettingValues.parse(known, all);
    }

    private static List<Setting<?>> settings(TrainableFamily family) {
        return Stream.concat(family.networkSettings().stream(), family.trainingSettings().stream())
                .toList();
    }
}
