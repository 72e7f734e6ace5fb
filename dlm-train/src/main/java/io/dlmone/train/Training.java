package io.dlmone.train;

import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/** Training as {@link TrainingLoop} drives it: a teacher's, or a distillation with all its phases. */
interface Training {

    /** Updates made so far. */
    long step();

    /** Updates there will be, or 0 if that depends on the time they take. */
    long total();

    boolean finished();

    /** What is being done now, such as {@code teacher} or the objective under way. */
    String stage();

    /**
     * Makes one update.
     *
     * @return measurements by name, among them {@code loss}
     * @throws io.dlmone.optim.NonFiniteUpdate if the update was skipped; it counts as a step all the same
     */
    Map<String, Double> advance();

    /** Variables to keep, by name. */
    Map<String, Tensor> state();

    /** The phase of a recipe under way; empty for a training without phases. */
    Optional<Position.PhasePosition> phase();

    /** Copies of the averaged weights by checkpoint name. */
    Map<String, Tensor> averages();

    /**
     * The updates that had been made when the model began to write in another way than before: scores from up to there
     * do not compare with later ones. -1: it always wrote as it does now.
     */
    default long changedAt() {
        return -1;
    }

    /** Whether the weights are worth validating before the first update. */
    boolean validAtStart();
}
