package io.dlmone.diffuseq;

import static io.dlmone.graph.Ops.mean;

import io.dlmone.backend.Backend;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.nn.Parameters;
import io.dlmone.optim.GuardedUpdate;
import io.dlmone.teacher.LossInputs;
import io.dlmone.teacher.LossTraining;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import java.util.Map;
import java.util.Optional;

/** Trains a DiffuSeq teacher; see {@link LossTraining}, which it is with DiffuSeq's loss. */
public final class DiffuSeqTraining implements AutoCloseable {

    private static final String MSE = "mse";

    private final LossTraining training;

    /**
     * Begins with random weights.
     *
     * @param backend where it trains; it is not closed
     * @param model the network
     * @param settings how
     * @param examples what it is trained on
     */
    public DiffuSeqTraining(Backend backend, DiffuSeqModel model, TrainingSettings settings, Examples examples) {
        this(backend, model, settings, examples, Map.of());
    }

    /**
     * Begins with given weights, which are the first average as well.
     *
     * @param backend where it trains; it is not closed
     * @param model the network
     * @param settings how
     * @param examples what it is trained on
     * @param initial all of the model's, by name; empty: random ones
     */
    public DiffuSeqTraining(
            Backend backend,
            DiffuSeqModel model,
            TrainingSettings settings,
            Examples examples,
            Map<String, Tensor> initial) {
        this.training = begin(backend, model, settings, examples, initial);
    }

    /**
     * {@return as the constructor, for jobs}
     *
     * @param backend where it trains; it is not closed
     * @param model the network
     * @param settings how
     * @param examples what it is trained on
     * @param initial weights by name; empty: random ones
     */
    public static LossTraining begin(
            Backend backend,
            DiffuSeqModel model,
            TrainingSettings settings,
            Examples examples,
            Map<String, Tensor> initial) {
        return new LossTraining(
                backend, model, settings.plan(), examples, initial, (net, in) -> loss(net, in, settings));
    }

    private static Value loss(Denoiser net, LossInputs in, TrainingSettings settings) {
        Value noise0 = in.noise("noise0");
        Value noise = in.noise("noise");
        double hidden = settings.conditionDropout();
        Optional<Value> given = hidden > 0 ? Optional.of(in.chance("given", 1 - hidden)) : Optional.empty();
        DiffuSeqLoss.Positions positions =
                settings.targetOnly() ? DiffuSeqLoss.Positions.TARGET : DiffuSeqLoss.Positions.ALL;
        DiffuSeqLoss loss = DiffuSeqLoss.of(net, in.ids(), in.target(), in.t(), noise0, noise, given, positions);
        in.measure(MSE, mean(loss.mse()));
        return loss.total();
    }

    /**
     * What one update gave.
     *
     * @param step number of updates made, this one included
     * @param loss mean of the unweighted losses of the batch
     * @param mse its squared-error term
     * @param gradientNorm global norm before clipping
     */
    public record Progress(long step, double loss, double mse, double gradientNorm) {}

    /**
     * Makes the next update.
     *
     * @return what it reports
     * @throws io.dlmone.optim.NonFiniteUpdate if it was skipped, because the loss or a gradient is not finite; the call
     *     after that goes on with the batch after it
     */
    public Progress next() {
        Map<String, Double> measured = training.next();
        return new Progress(training.step(), measured.get("loss"), measured.get(MSE), measured.get(GuardedUpdate.NORM));
    }

    /** {@return updates made so far} */
    public long step() {
        return training.step();
    }

    /** {@return the averaged parameters, which samplers should use} */
    public Parameters averages() {
        return training.averages();
    }

    /** {@return everything needed to continue, by name} */
    public Map<String, Tensor> state() {
        return training.state();
    }

    /**
     * Continues from a state after {@code step} updates.
     *
     * @param state what {@link #state} gave
     * @param atStep updates made then
     */
    public void restore(Map<String, Tensor> state, long atStep) {
        training.restore(state, atStep);
    }

    @Override
    public void close() {
        training.close();
    }
}
