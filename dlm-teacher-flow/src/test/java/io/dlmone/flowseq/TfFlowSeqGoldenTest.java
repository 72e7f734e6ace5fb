package io.dlmone.flowseq;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import org.junit.jupiter.api.Nested;

/** Backend {@code tf} computes what the official code does. */
class TfFlowSeqGoldenTest {

    private static Backend engine() {
        return Backends.named("tf").open(BackendOptions.defaults().withThreads(1));
    }

    @Nested
    class Forward extends FlowSeqForwardContract {
        @Override
        Backend open() {
            return engine();
        }
    }

    @Nested
    class Training extends FlowSeqTrainingContract {
        @Override
        Backend open() {
            return engine();
        }
    }

    @Nested
    class Sampling extends FlowSeqSamplingContract {
        @Override
        Backend open() {
            return engine();
        }
    }
}
