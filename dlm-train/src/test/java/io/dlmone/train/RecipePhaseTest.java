package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dlmone.Plugins;
import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.error.UserException;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipePhaseTest {

    private final NoiseSchedule schedule = new DiffuSeqModel(DiffuSeqConfig.base(10)).schedule();

    private DistillationSettings resolve(RecipePhase phase, Map<String, String> base, long seed) {
        return DistillNumbers.resolve(List.of(phase), base, schedule, seed).get(0);
    }

    @Test
    void lengthsAreIterationsTimesOrTheRest() {
        assertThat(RecipePhase.parse("kd:4000,sid:90s, sid:4m,sid:1h,sid:*"))
                .containsExactly(
                        new RecipePhase("kd", 4000, 0, Map.of()),
                        new RecipePhase("sid", 0, 90, Map.of()),
                        new RecipePhase("sid", 0, 240, Map.of()),
                        new RecipePhase("sid", 0, 3600, Map.of()),
                        new RecipePhase("sid", 0, 0, Map.of()));
    }

    @Test
    void aPhaseMayHaveNumbersOfItsOwn() {
        RecipePhase phase = RecipePhase.parse("kd:10:theta-lr=2e-3:batch=8").get(0);
        DistillationSettings s = resolve(phase, Map.of("batch", "16", "ema", "0.9"), 3);
        assertThat(s.get(DistillationSettings.THETA_RATE)).isEqualTo(2e-3);
        assertThat(s.batch()).isEqualTo(8);
        assertThat(s.get(DistillationSettings.EMA)).isEqualTo(0.9);
        assertThat(s.seed()).isEqualTo(3);
    }

    @Test
    void withoutNumbersThePaperHolds() {
        RecipePhase phase = RecipePhase.parse("sid:1").get(0);
        Objective sid = Plugins.objective("sid");
        assertThat(resolve(phase, Map.of(), 1)
                        .resolved(List.copyOf(DistillNumbers.of(sid).values())))
                .containsEntry("mu", "1.2")
                .containsEntry("initial-time", "1490")
                .containsEntry("min-time", "0")
                .containsEntry("max-time", "1976")
                .containsEntry("psi-score", "0.5")
                .containsEntry("psi-adversarial", "0.5")
                .containsEntry("theta-score", "0.5")
                .containsEntry("theta-adversarial", "0.5")
                .containsEntry("theta-lr", "1e-5")
                .containsEntry("psi-lr", "1e-5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kd", "kd:", "kd:0", "kd:-3", "kd:4d", ":4", "kd:4:batch", "kd:4,,sid:4"})
    void whatCannotBeReadIsRefused(String recipe) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> RecipePhase.parse(recipe))
                .withMessageContaining("DLM-RECIPE-1")
                .withMessageContaining("kd:4000,sid:2000");
    }

    @Test
    void allNumbersThatDoNotFitAreTold() {
        RecipePhase phase = RecipePhase.parse("sid:4:theta-rl=1:initial-time=2000:psi-lr=0:condition-noise=yes")
                .get(0);
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> resolve(phase, Map.of("batch", "none"), 1))
                .satisfies(e -> assertThat(e.problems()).hasSize(5))
                .withMessageContaining("Did you mean 'theta-lr'?")
                .withMessageContaining("from 0 to 1999");
    }

    @Test
    void aMicrobatchDividesTheBatchOfItsPhase() {
        RecipePhase phase = RecipePhase.parse("kd:4:batch=8").get(0);
        assertThat(resolve(phase, Map.of("microbatch", "4"), 1).microbatches()).isEqualTo(2);
        assertThat(resolve(phase, Map.of(), 1).microbatches()).isEqualTo(1);
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> resolve(phase, Map.of("microbatch", "3"), 1))
                .withMessageContaining("phase kd: --microbatch: expected a divisor of --batch 8, or 0, found 3");
    }

    @Test
    void onlyTheLastPhaseMayBeOpenAndOnlyWithATime() {
        for (List<String> wrong : List.of(List.of("sid:*,kd:3", "5"), List.of("sid:*", "0"))) {
            assertThatExceptionOfType(UserException.class).isThrownBy(() -> Jobs.distill("t", "d", null, wrong.get(0))
                    .minutes(Double.parseDouble(wrong.get(1))));
        }
    }
}
