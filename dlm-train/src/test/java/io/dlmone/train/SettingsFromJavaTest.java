package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.distill.Distillation;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SequenceLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An objective begun from Java has the numbers that it has on the command line. */
class SettingsFromJavaTest {

    private static final DiffuSeqModel MODEL =
            new DiffuSeqModel(new DiffuSeqConfig(11, 8, 8, 8, 8, 16, 1, 2, 32, 2000));

    static Stream<String> objectives() {
        return Plugins.all(Objective.class).stream().map(Objective::name);
    }

    /** Those that have something to do for this model. */
    static Stream<String> ofTheModel() {
        return objectives()
                .filter(name -> MODEL.readsByCall() || !Plugins.objective(name).fuses());
    }

    @ParameterizedTest
    @MethodSource("ofTheModel")
    void areThoseOfTheCommandLine(String name) {
        List<Setting<?>> all =
                List.copyOf(RecipeSettings.of(Plugins.objective(name)).values());
        DistillationSettings given =
                DistillationSettings.defaults(MODEL.schedule(), 3).with(DistillationSettings.BATCH, 2);
        DistillationSettings ofCommandLine = RecipeSettings.resolve(
                        List.of(Phase.ofUpdates(name, 1)), Map.of("batch", "2"), MODEL.schedule(), 3)
                .get(0);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        MODEL.parameters().forEach(p -> weights.put(p.name(), p.initialValue(1)));
        try (Backend backend =
                        Backends.preferred().open(BackendOptions.defaults().withThreads(1));
                Distillation d = new Distillation(
                        backend, MODEL, weights, index -> new SequenceLayout.Encoded(new long[8], 4))) {
            d.objective(name, given);
            assertThat(d.settings().resolved(all))
                    .isEqualTo(ofCommandLine.resolved(all))
                    .containsEntry("batch", "2");
            assertThat(d.settings().seed()).isEqualTo(ofCommandLine.seed());
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void whatIsSetComesBeforeTheObjectivesOwnDefaults(String name) {
        DistillationSettings given = DistillationSettings.defaults(MODEL.schedule(), 3)
                .with(DistillationSettings.THETA_RATE, 0.125)
                .with(DistillationSettings.EMA, 0.5);
        DistillationSettings settings = given.forObjective(Plugins.objective(name));
        assertThat(settings.get(DistillationSettings.THETA_RATE)).isEqualTo(0.125);
        assertThat(settings.get(DistillationSettings.EMA)).isEqualTo(0.5);
        assertThat(settings.forObjective(Plugins.objective(name)).resolved(DistillationSettings.COMMON))
                .isEqualTo(settings.resolved(DistillationSettings.COMMON));
    }
}
