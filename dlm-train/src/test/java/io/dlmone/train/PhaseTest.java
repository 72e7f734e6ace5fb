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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhaseTest {

    private final NoiseSchedule schedule = new DiffuSeqModel(DiffuSeqConfig.base(10)).schedule();

    private DistillationSettings resolve(Phase phase, Map<String, String> base, long seed) {
        return RecipeSettings.resolve(List.of(phase), base, schedule, seed).get(0);
    }

    @Test
    void aPhaseMayHaveNumbersOfItsOwn() {
        Phase phase = Phase.ofUpdates("kd", 10)
                .with(DistillationSettings.THETA_RATE, 2e-3)
                .with("batch", "8");
        DistillationSettings s = resolve(phase, Map.of("batch", "16", "ema", "0.9"), 3);
        assertThat(s.get(DistillationSettings.THETA_RATE)).isEqualTo(2e-3);
        assertThat(s.batch()).isEqualTo(8);
        assertThat(s.get(DistillationSettings.EMA)).isEqualTo(0.9);
        assertThat(s.seed()).isEqualTo(3);
    }

    @Test
    void withoutNumbersThePaperHolds() {
        Phase phase = Phase.ofUpdates("sid", 1);
        Objective sid = Plugins.objective("sid");
        assertThat(resolve(phase, Map.of(), 1)
                        .resolved(List.copyOf(RecipeSettings.of(sid).values())))
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

    @Test
    void allNumbersThatDoNotFitAreTold() {
        Phase phase = new Phase(
                "sid", 4, 0, Map.of("theta-rl", "1", "initial-time", "2000", "psi-lr", "0", "condition-noise", "yes"));
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> resolve(phase, Map.of("batch", "none"), 1))
                .satisfies(e -> assertThat(e.problems()).hasSize(5))
                .withMessageContaining("Did you mean 'theta-lr'?")
                .withMessageContaining("from 0 to 1999");
    }

    @Test
    void aMicrobatchDividesTheBatchOfItsPhase() {
        Phase phase = Phase.ofUpdates("kd", 4).with("batch", "8");
        assertThat(resolve(phase, Map.of("microbatch", "4"), 1).microbatches()).isEqualTo(2);
        assertThat(resolve(phase, Map.of(), 1).microbatches()).isEqualTo(1);
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> resolve(phase, Map.of("microbatch", "3"), 1))
                .withMessageContaining(
                        "phase kd: setting microbatch: expected a divisor of setting batch 8, or 0, found 3");
    }

    @Test
    void onlyTheLastPhaseMayBeOpenAndOnlyWithATime() {
        Phase open = Phase.untilTheEnd("sid");
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> Recipe.of(open, Phase.ofUpdates("kd", 3)))
                .withMessageContaining("setting recipe: expected * as the length of the last phase only");
        assertThatExceptionOfType(UserException.class).isThrownBy(() -> Recipe.of());
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> Jobs.distill("t", "d", Path.of("o"), open).minutes(0))
                .withMessageContaining("setting minutes");
    }
}
