package io.dlmone.diffuseq;

import io.dlmone.contract.NoiseScheduleContract;
import io.dlmone.model.NoiseScheduleProvider;

class SqrtScheduleContractTest extends NoiseScheduleContract {

    @Override
    protected NoiseScheduleProvider plugin() {
        return new SqrtScheduleProvider();
    }
}
