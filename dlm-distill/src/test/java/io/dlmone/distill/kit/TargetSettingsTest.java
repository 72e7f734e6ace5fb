package io.dlmone.distill.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.distill.ConsistencyObjective;
import io.dlmone.error.Problem;
import io.dlmone.model.EvenSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.sampling.Rounding;
import org.junit.jupiter.api.Test;

class TargetSettingsTest {

    private static final DistillationSettings NOTHING = DistillationSettings.defaults(new EvenSchedule(20), 1);

    @Test
    void roundingIsRefusedWithoutATableWhereItIsAskedFor() {
        assertThat(TargetSettings.withoutTable(
                        NOTHING.with(TargetSettings.ROUNDING, Rounding.SOFT).with(TargetSettings.SHARPNESS, 3)))
                .extracting(Problem::where)
                .containsExactly("setting target-rounding", "setting rounding-sharpness");
        assertThat(TargetSettings.withoutTable(
                        NOTHING.with(TargetSettings.ROUNDING, Rounding.HARD).forObjective(new ConsistencyObjective())))
                .hasSize(1);
    }

    /** Consistency distillation rounds where it can. */
    @Test
    void anObjectivesOwnDefaultIsNotAskedFor() {
        DistillationSettings consistency = NOTHING.forObjective(new ConsistencyObjective());
        assertThat(consistency.get(TargetSettings.ROUNDING)).isEqualTo(Rounding.HARD);
        assertThat(consistency.given(TargetSettings.ROUNDING)).isEmpty();
        assertThat(TargetSettings.withoutTable(consistency)).isEmpty();
        assertThat(TargetSettings.withoutTable(consistency.with(TargetSettings.ROUNDING, Rounding.NONE)))
                .isEmpty();
    }
}
