package io.dlmone.train;

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
import io.dlmone.teacher.TrainableFamily;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTest {

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

    private static Preset preset(String name) {
        return Preset.of(DistillRun.VERB, name);
    }

    private static List<Phase> phases(String preset) {
        return preset(preset).recipe().orElseThrow().phases();
    }

    private List<DistillationSettings> settings(String preset) {
        return RecipeSettings.resolve(phases(preset), preset(preset).numbers(), schedule, 1);
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
        assertThat(preset(preset).settings()).containsEntry("valid-every", 200);
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
        double t = RecipeSettings.resolve(phases("small"), preset("small").numbers(), straight, 1)
                .get(0)
                .get(DistillationSettings.INITIAL_TIME);
        assertThat(straight.noiseRatio(t)).isCloseTo(13.1, within(1e-9));
    }

    @Test
    void everyPresetCanBeUsedAndOthersAreRefused() {
        Preset.names(DistillRun.VERB).forEach(name -> assertThat(settings(name)).isNotEmpty());
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> preset("qpp"))
                .withMessageContaining("Did you mean 'qqp'?");
    }

    @ParameterizedTest
    @CsvSource({"tiny, 1", "small, 11", "medium, 29"})
    void aStartingPointHasTheParametersThatItIsNamedFor(String name, int millions) {
        TrainableFamily family = Families.trainable("diffuseq");
        Preset preset = Preset.of(TeacherRun.VERB, name);
        long parameters = family.design(preset.values(family.networkSettings()), 1).parameters().stream()
                .filter(spec -> !spec.name().startsWith("position"))
                .mapToLong(spec -> spec.shape().size())
                .sum();
        assertThat(Math.round(parameters / 1e6)).isEqualTo(millions);
        assertThat(preset.values(family.trainingSettings()).given(family.trainingSettings()))
                .containsOnlyKeys("steps", "lr", "warmup");
    }

    @ParameterizedTest
    @ValueSource(strings = {"diffuseq", "flowseq", "elf"})
    void everyStartingPointFitsEveryFamily(String family) {
        for (String name : Preset.names(TeacherRun.VERB)) {
            assertThat(Trainer.builder("data", Path.of("model"))
                            .family(family)
                            .preset(name)
                            .build())
                    .isNotNull();
        }
    }

    @Test
    void whatIsGivenBesideAPresetWins() {
        Distiller distiller = Distiller.builder("teacher", "data", Path.of("student"))
                .preset("small")
                .with(DistillationSettings.NOISE_CODEBOOK, 4)
                .run(run -> run.seed(7))
                .build();
        assertThat(distiller.options().recipe().text()).startsWith("kd:3000");
        assertThat(distiller.options().numbers())
                .containsEntry("noise-codebook", "4")
                .containsEntry("ema", "0.98");
        assertThat(distiller.options().run().validEvery()).isEqualTo(300);
        assertThat(distiller.options().run().keepBest()).isFalse();
        Distiller other = Distiller.builder("teacher", "data", Path.of("student"))
                .preset("small")
                .phase("kd", 10)
                .build();
        assertThat(other.options().recipe().text()).isEqualTo("kd:10");
    }
}
