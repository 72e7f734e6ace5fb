package io.dlmone.diffuseq;

import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.sampling.DdimSampler;
import io.dlmone.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DDIM as the official DiffuSeq code runs it, for comparison with published figures: with stride T / steps it goes from
 * T-1 downwards, but every step lands on the noise level just below its own time, so that with few steps the sample is
 * far noisier than the network is told. Where steps does not divide T, more calls are made than asked for.
 */
public final class OfficialDdimSampler implements Sampler {

    @Override
    public String name() {
        return "ddim-official";
    }

    @Override
    public String description() {
        return "DDIM as the official DiffuSeq code runs it, which lands on the wrong noise level in few steps.";
    }

    @Override
    public Optional<String> obstacle(NoiseSchedule path) {
        return path instanceof DiscreteSchedule
                ? Optional.empty()
                : Optional.of("has continuous times, which the official code does not know");
    }

    @Override
    public List<Step> plan(NoiseSchedule schedule, int steps) {
        int all = schedule.maxCalls();
        if (steps < 1 || steps > all) {
            throw new IllegalArgumentException("steps must be from 1 to " + all + ", got " + steps);
        }
        List<Step> every = new DdimSampler().plan(schedule, all);
        int stride = all / steps;
        List<Step> plan = new ArrayList<>();
        for (int i = 0; i < every.size(); i += stride) {
            plan.add(every.get(i));
        }
        return plan;
    }
}
