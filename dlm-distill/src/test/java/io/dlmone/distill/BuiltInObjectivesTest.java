package io.dlmone.distill;

import io.dlmone.contract.ObjectiveContract;
import io.dlmone.objective.Objective;
import org.junit.jupiter.api.Nested;

/** The contract of objectives on the built-in ones. */
class BuiltInObjectivesTest {

    @Nested
    class Sid extends ObjectiveContract {
        @Override
        protected Objective plugin() {
            return new SidObjective();
        }
    }

    @Nested
    class Dmd extends ObjectiveContract {
        @Override
        protected Objective plugin() {
            return new DmdObjective();
        }
    }

    @Nested
    class DiffInstruct extends ObjectiveContract {
        @Override
        protected Objective plugin() {
            return new DiffInstructObjective();
        }
    }

    @Nested
    class Consistency extends ObjectiveContract {
        @Override
        protected Objective plugin() {
            return new ConsistencyObjective();
        }
    }

    @Nested
    class Progressive extends ObjectiveContract {
        @Override
        protected Objective plugin() {
            return new ProgressiveObjective();
        }
    }

    @Nested
    class Kd extends ObjectiveContract {
        @Override
        protected Objective plugin() {
            return new KdObjective();
        }
    }

    @Nested
    class Refine extends ObjectiveContract {
        @Override
        protected Objective plugin() {
            return new RefineObjective();
        }
    }

    @Nested
    class Fuse extends ObjectiveContract {
        @Override
        protected Objective plugin() {
            return new FuseObjective();
        }
    }
}
