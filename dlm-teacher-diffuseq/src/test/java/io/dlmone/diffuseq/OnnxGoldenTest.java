package io.dlmone.diffuseq;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import org.junit.jupiter.api.Nested;

/** ONNX Runtime computes what the official code does. */
class OnnxGoldenTest {

    private static Backend onnx() {
        return Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
    }

    @Nested
    class Forward extends GoldenForwardContract {
        @Override
        Backend open() {
            return onnx();
        }
    }

    @Nested
    class Training extends GoldenTrainingContract {
        @Override
        Backend open() {
            return onnx();
        }
    }

    @Nested
    class Sampling extends GoldenSamplingContract {
        @Override
        Backend open() {
            return onnx();
        }
    }

    @Nested
    class Imported extends GoldenImportContract {
        @Override
        Backend open() {
            return onnx();
        }
    }
}
