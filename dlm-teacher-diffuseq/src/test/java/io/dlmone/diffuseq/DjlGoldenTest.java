package io.dlmone.diffuseq;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import org.junit.jupiter.api.Nested;

/** PyTorch computes what the official code does. */
class DjlGoldenTest {

    private static Backend djl() {
        return Backends.named("djl").open(BackendOptions.defaults().withThreads(1));
    }

    @Nested
    class Forward extends GoldenForwardContract {
        @Override
        Backend open() {
            return djl();
        }
    }

    @Nested
    class Training extends GoldenTrainingContract {
        @Override
        Backend open() {
            return djl();
        }
    }

    @Nested
    class Sampling extends GoldenSamplingContract {
        @Override
        Backend open() {
            return djl();
        }
    }

    @Nested
    class Imported extends GoldenImportContract {
        @Override
        Backend open() {
            return djl();
        }
    }
}
