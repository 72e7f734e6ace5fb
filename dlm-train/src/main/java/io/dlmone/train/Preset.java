package io.dlmone.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settings that go together, to begin with. Of {@code train}: {@code tiny}, {@code small} and {@code medium}, networks
 * of about 1, 11 and 29 million parameters beside embeddings and positions. {@code tiny} has the rate of the built-in
 * teacher; those of the larger ones fall with the size so that the line through it meets the official rate, 1e-4, at
 * the base network's 85 million. Of {@code distill}: {@code qqp}, {@code quasar-t} and {@code wiki-auto} hold the
 * paper's numbers (DLM-One, Table 5), {@code small} what has worked for small models. Immutable.
 *
 * @param name its name
 * @param settings values by the names of the settings, as JSON has them
 */
public record Preset(String name, Map<String, Object> settings) {

    private static final Map<String, List<String>> NAMES = Map.of(
            TeacherRun.VERB, List.of("tiny", "small", "medium"),
            DistillRun.VERB, List.of("qqp", "quasar-t", "wiki-auto", "small"));

    private static final String RECIPE = "recipe";
    private static final String VALID_EVERY = "valid-every";
    private static final String KEEP = "keep";
    private static final Set<String> NO_NUMBERS = Set.of(RECIPE, VALID_EVERY, KEEP);

    public Preset {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * {@return the names there are, of starting points the smallest first}
     *
     * @param verb {@link TeacherRun#VERB} or {@link DistillRun#VERB}
     */
    public static List<String> names(String verb) {
        return NAMES.get(verb);
    }

    /**
     * {@return a preset by its name}
     *
     * @param verb {@link TeacherRun#VERB} or {@link DistillRun#VERB}
     * @param name one of {@link #names}
     * @throws io.dlmone.error.UserException if there is none of that name
     */
    public static Preset of(String verb, String name) {
        new Checks().oneOf("preset", name, names(verb)).refuse();
        try (InputStream in = Preset.class.getResourceAsStream("presets/" + verb + "/" + name + ".json")) {
            return new Preset(name, Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("preset " + name + " is not JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read preset " + name, e);
        }
    }

    /**
     * {@return its values of some settings, those of a starting point}
     *
     * @param known the settings of a family
     */
    public SettingValues values(List<Setting<?>> known) {
        Map<String, String> texts = new LinkedHashMap<>();
        known.stream()
                .filter(setting -> settings.containsKey(setting.name()))
                .forEach(setting -> texts.put(setting.name(), Setting.text(settings.get(setting.name()))));
        return SettingValues.parse(known, texts);
    }

    /** The recipe of a distillation. */
    Optional<Recipe> recipe() {
        return Optional.ofNullable(settings.get(RECIPE)).map(text -> RecipeText.parse((String) text));
    }

    /** The settings of objectives. */
    Map<String, String> numbers() {
        Map<String, String> numbers = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            if (!NO_NUMBERS.contains(key)) {
                numbers.put(key, Setting.text(value));
            }
        });
        return numbers;
    }

    /** Sets what it says of a run. */
    void change(RunOptions.Builder run) {
        if (settings.get(VALID_EVERY) instanceof Integer updates) {
            run.validate(updates, RunOptions.DISTILLATION.validLimit());
        }
        if ("last".equals(settings.get(KEEP))) {
            run.keepLast();
        }
    }
}
