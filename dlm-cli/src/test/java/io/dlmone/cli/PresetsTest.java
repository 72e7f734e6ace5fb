package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.error.UserException;
import io.dlmone.model.LinearPath;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.train.Phase;
import io.dlmone.train.RecipeSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetsTest {

    private static final List<String> TABLE_5 = List.of(
            "mu",
            "min-time",
            "max-time",
            "initial-time",
            "psi-score",
            "psi-adversarial",
            "theta-score",
            "theta-adversarial",
            "psi-lr",
            "theta-lr",
            "start");

    private final NoiseSchedule schedule = new DiffuSeqModel(DiffuSeqConfig.base(10)).schedule();

    private static Map<String, String> numbers(String preset) {
        Map<String, String> numbers = new LinkedHashMap<>();
        Presets.flags(preset).forEach((name, value) -> {
            if (!List.of("recipe", "valid-every", "keep").contains(name)) {
                numbers.put(name, value.toString());
            }
        });
        return numbers;
    }

    private static List<Phase> phases(String preset) {
        return RecipeText.parse((String) Presets.flags(preset).get("recipe")).phases();
    }

    private List<DistillationSettings> settings(String preset) {
        return RecipeSettings.resolve(phases(preset), numbers(preset), schedule, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "qqp, 0, '1.2 0 1976 1490 0.5 0.5 0.5 0.5 3e-5 1e-5 current'",
        "qqp, 1, '0.5 0 1976 1490 0.5 0.5 0.9 0.1 1e-5 1e-5 best'",
        "quasar-t, 0, '1.2 0 1976 1490 0.5 0.5 0.5 0.5 1e-5 1e-5 current'",
        "quasar-t, 1, '1.2 0 1976 1490 0.5 0.5 0.5 0.5 1e-5 1e-5 best'",
        "wiki-auto, 0, '1 0 1976 1490 0.5 0.5 0.5 0.5 1e-5 1e-5 current'"
    })
    void thePapersPresetsHoldItsTable(String preset, int stage, String row) {
        Phase phase = phases(preset).get(stage);
        assertThat(phase.objective()).isEqualTo("sid");
        assertThat(phase.iterations()).isEqualTo(50_000);
        assertThat(Presets.flags(preset)).containsEntry("valid-every", 200);
        Map<String, String> resolved = settings(preset)
                .get(stage)
                .resolved(
                        List.copyOf(RecipeSettings.of(Plugins.objective("sid")).values()));
        List<String> found = new ArrayList<>();
        TABLE_5.forEach(name -> found.add(resolved.get(name)));
        assertThat(String.join(" ", found)).isEqualTo(row);
    }

    @Test
    void theSmallPresetBeginsAtTheSameNoiseOnEveryPath() {
        assertThat(settings("small").get(0).get(DistillationSettings.INITIAL_TIME))
                .isEqualTo(1976);
        NoiseSchedule straight = new LinearPath(1);
        double t = RecipeSettings.resolve(phases("small"), numbers("small"), straight, 1)
                .get(0)
                .get(DistillationSettings.INITIAL_TIME);
        assertThat(straight.noiseRatio(t)).isCloseTo(13.1, within(1e-9));
    }

    @Test
    void everyPresetCanBeUsedAndOthersAreRefused() {
        Presets.NAMES.forEach(name -> assertThat(settings(name)).isNotEmpty());
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> Presets.flags("qpp"))
                .withMessageContaining("Did you mean 'qqp'?");
    }
}
