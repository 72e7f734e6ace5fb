package io.dlmone.teacher;

import io.dlmone.nn.Parameters;
import io.dlmone.tensor.Tensor;
import java.util.Map;

/**
 * A teacher's training under way. All randomness comes from seed and step, so a training that is stopped and continued
 * equals one that was not. Owns variables on a backend; {@link #close} frees them, the backend stays the caller's. One
 * thread at a time.
 */
public interface TeacherTraining extends AutoCloseable {

    /** {@return updates made so far} */
    long step();

    /** {@return updates there will be} */
    long total();

    /**
     * Makes the next update.
     *
     * @return measurements by name, among them {@code loss}
     * @throws io.dlmone.optim.NonFiniteUpdate if it was skipped, because the loss or a gradient is not finite; the call
     *     after that goes on with the batch after it
     */
    Map<String, Double> next();

    /** {@return the averaged parameters, which samplers should use} */
    Parameters averages();

    /** {@return everything needed to continue, by name} */
    Map<String, Tensor> state();

    /**
     * Continues from a state after {@code step} updates.
     *
     * @param state what {@link #state} gave
     * @param step updates made then
     */
    void restore(Map<String, Tensor> state, long step);

    @Override
    void close();
}
