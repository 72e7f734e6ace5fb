package io.dlmone.diffuseq;

import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.NoiseScheduleProvider;

/** Provides {@link SqrtSchedule}. */
public final class SqrtScheduleProvider implements NoiseScheduleProvider {

    @Override
    public String name() {
        return SqrtSchedule.NAME;
    }

    @Override
    public String description() {
        return "The sqrt schedule of Diffusion-LM and DiffuSeq.";
    }

    @Override
    public NoiseSchedule create(int steps) {
        return new SqrtSchedule(steps);
    }
}
