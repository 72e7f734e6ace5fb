package org.example.flow;

import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.NoiseScheduleProvider;

/** The straight path of flow matching (Lipman et al. 2023), x_t = (1 - s) x_0 + s eps, which preserves no variance. */
public final class StraightPaths implements NoiseScheduleProvider {

    static final String NAME = "example-straight";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "The straight path of flow matching (an example).";
    }

    @Override
    public NoiseSchedule create(int steps) {
        return new StraightPath(steps);
    }

    private record StraightPath(int steps) implements DiscreteSchedule {

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public double alpha(int t) {
            return 1 - sigma(t);
        }

        @Override
        public double sigma(int t) {
            return (t + 1.0) / (steps + 1);
        }
    }
}
