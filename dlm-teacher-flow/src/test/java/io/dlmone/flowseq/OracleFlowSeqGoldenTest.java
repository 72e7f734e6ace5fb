package io.dlmone.flowseq;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.contract.OracleProvider;
import org.junit.jupiter.api.Nested;

/** The graphs themselves say what the official code does: the same comparisons in float64, without an engine. */
class OracleFlowSeqGoldenTest {

    private static Backend engine() {
        return new OracleProvider().open(BackendOptions.defaults());
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
