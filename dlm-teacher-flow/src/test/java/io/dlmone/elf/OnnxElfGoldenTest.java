package io.dlmone.elf;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import org.junit.jupiter.api.Nested;

/** ONNX Runtime computes what the official code does. */
class OnnxElfGoldenTest {

    private static Backend engine() {
        return Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
    }

    @Nested
    class Forward extends ElfForwardContract {
        @Override
        Backend open() {
            return engine();
        }
    }

    @Nested
    class Training extends ElfTrainingContract {
        @Override
        Backend open() {
            return engine();
        }
    }

    @Nested
    class Sampling extends ElfSamplingContract {
        @Override
        Backend open() {
            return engine();
        }
    }
}
