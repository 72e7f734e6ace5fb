package io.dlmone.distill;

import io.dlmone.model.LinearPath;
import org.junit.jupiter.api.Nested;

/** Objectives on a teacher that can be solved on paper, over each kind of path. */
class GaussianDistillationTest {

    /** DiffuSeq's schedule. */
    @Nested
    class OnTheSqrtSchedule extends GaussianDistillationContract {
        OnTheSqrtSchedule() {
            super(SQRT);
        }
    }

    /** Flow matching, from noise at 0 to data at 1. */
    @Nested
    class OnTheLinearPath extends GaussianDistillationContract {
        OnTheLinearPath() {
            super(new LinearPath(1));
        }
    }

    /** The same with twice the noise. */
    @Nested
    class OnTheLinearPathOfTwiceTheNoise extends GaussianDistillationContract {
        OnTheLinearPathOfTwiceTheNoise() {
            super(new LinearPath(2));
        }
    }
}
