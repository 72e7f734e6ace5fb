package io.dlmone.elf;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.contract.OracleProvider;
import org.junit.jupiter.api.Nested;

/** The graphs themselves say what the official code does: the same comparisons in float64, without an engine. */
class OracleElfGoldenTest {

    private static Backend oracle() {
        return new OracleProvider().open(BackendOptions.defaults());
    }

    @Nested
    class Forward extends ElfForwardContract {
        @Override
        Backend open() {
            return oracle();
        }
    }

    @Nested
    class Training extends ElfTrainingContract {
        @Override
        Backend open() {
            return oracle();
        }
    }

    @Nested
    class Sampling extends ElfSamplingContract {
        @Override
        Backend open() {
            return oracle();
        }
    }
}
