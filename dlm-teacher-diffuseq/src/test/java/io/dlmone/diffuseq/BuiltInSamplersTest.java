package io.dlmone.diffuseq;

import io.dlmone.contract.SamplerContract;
import io.dlmone.sampling.AncestralSampler;
import io.dlmone.sampling.DdimSampler;
import io.dlmone.sampling.DpmSolverSampler;
import io.dlmone.sampling.EulerSampler;
import io.dlmone.sampling.HeunSampler;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SdeSampler;
import org.junit.jupiter.api.Nested;

/** The contract of samplers on the built-in ones. */
class BuiltInSamplersTest {

    @Nested
    class Ancestral extends SamplerContract {
        @Override
        protected Sampler plugin() {
            return new AncestralSampler();
        }
    }

    @Nested
    class Ddim extends SamplerContract {
        @Override
        protected Sampler plugin() {
            return new DdimSampler();
        }
    }

    @Nested
    class OfficialDdim extends SamplerContract {
        @Override
        protected Sampler plugin() {
            return new OfficialDdimSampler();
        }
    }

    @Nested
    class DpmSolver extends SamplerContract {
        @Override
        protected Sampler plugin() {
            return new DpmSolverSampler();
        }
    }

    @Nested
    class Heun extends SamplerContract {
        @Override
        protected Sampler plugin() {
            return new HeunSampler();
        }
    }

    @Nested
    class Euler extends SamplerContract {
        @Override
        protected Sampler plugin() {
            return new EulerSampler();
        }
    }

    @Nested
    class Sde extends SamplerContract {
        @Override
        protected Sampler plugin() {
            return new SdeSampler();
        }
    }
}
