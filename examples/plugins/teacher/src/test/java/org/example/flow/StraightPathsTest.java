package org.example.flow;

import io.dlmone.contract.NoiseScheduleContract;
import io.dlmone.model.NoiseScheduleProvider;

class StraightPathsTest extends NoiseScheduleContract {

    @Override
    protected NoiseScheduleProvider plugin() {
        return new StraightPaths();
    }
}
