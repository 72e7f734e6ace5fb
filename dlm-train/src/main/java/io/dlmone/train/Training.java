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

    /** Whether the phase under way is over; a training without phases has one, which ends with it. */
    default boolean phaseOver() {
        return finished();
    }

    /**
     * Begins the next phase if there is one and that under way is over; whether it did. {@link #advance} does so too.
     */
    default boolean nextPhase() {
        return false;
    }

    /**
     * Makes one update, or those up to where workers meet.
     *
     * @return measurements by name, among them {@code loss}
     * @throws io.dlmone.optim.NonFiniteUpdate if the update was skipped; it counts as a step all the same
     */
    Map<String, Double> advance();

    /** Bytes that each worker has sent to others so far, where there are others. */
    default long sentBytes() {
        return 0;
    }

    /** Variables to keep, by name. */
    Map<String, Tensor> state();

    /** Goes on, after as many updates as were made here, from a state that other workers came to. */
    void adopt(Map<String, Tensor> state);

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
