package io.dlmone.diffuseq;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import org.junit.jupiter.api.Nested;

/** TensorFlow computes what the official code does. */
class TfGoldenTest {

    private static Backend tensorflow() {
        return Backends.named("tf").open(BackendOptions.defaults().withThreads(1));
    }

    @Nested
    class Forward extends GoldenForwardContract {
        @Override
        Backend open() {
            return tensorflow();
        }
    }

    @Nested
    class Training extends GoldenTrainingContract {
        @Override
        Backend open() {
            return tensorflow();
        }
    }

    @Nested
    class Sampling extends GoldenSamplingContract {
        @Override
        Backend open() {
            return tensorflow();
        }
    }

    @Nested
    class Imported extends GoldenImportContract {
        @Override
        Backend open() {
            return tensorflow();
        }
    }
}
