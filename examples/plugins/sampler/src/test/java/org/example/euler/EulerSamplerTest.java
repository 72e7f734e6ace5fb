package org.example.euler;

import io.dlmone.contract.SamplerContract;
import io.dlmone.sampling.Sampler;

class EulerSamplerTest extends SamplerContract {

    @Override
    protected Sampler plugin() {
        return new EulerSampler();
    }
}
