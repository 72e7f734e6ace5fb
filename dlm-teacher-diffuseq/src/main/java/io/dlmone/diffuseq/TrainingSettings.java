package io.dlmone.diffuseq;

import io.dlmone.teacher.TrainingPlan;

/**
 * How a teacher is trained.
 *
 * @param batch sequences in one update
 * @param microbatch sequences in one run of the network, a divisor of batch
 * @param steps updates after which the learning rate reaches zero
 * @param learningRate the peak rate of AdamW
 * @param warmup updates of linear warm-up
 * @param weightDecay AdamW's decoupled decay
 * @param emaRate share of the old average in each update
 * @param dropout share of activations dropped, in [0, 1)
 * @param attentionDropout share of attention's probabilities dropped, in [0, 1)
 * @param conditionDropout share of rows whose source the network does not see, in [0, 1), for guidance when it is
 *     sampled (Ho and Salimans 2022)
 * @param targetOnly squared error over target positions only (the official code takes all)
 * @param lossAware draw times by importance
 * @param clip limit of the gradient's global norm; 0: none
 * @param seed of everything random
 */
public record TrainingSettings(
        int batch,
        int microbatch,
        long steps,
        double learningRate,
        long warmup,
        double weightDecay,
        double emaRate,
        double dropout,
        double attentionDropout,
        double conditionDropout,
        boolean targetOnly,
        boolean lossAware,
        double clip,
        long seed) {

    public TrainingSettings {
        if (microbatch < 1 || batch % microbatch != 0) {
            throw new IllegalArgumentException("microbatch " + microbatch + " must divide batch " + batch);
        }
        if (batch < 1 || steps < 1 || !(learningRate > 0) || warmup < 0 || clip < 0 || !(weightDecay >= 0)) {
            throw new IllegalArgumentException("batch, steps and learning rate must be positive");
        }
        if (!(emaRate >= 0 && emaRate < 1) || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("EMA rate and dropout must be in [0, 1)");
        }
        for (double dropped : new double[] {attentionDropout, conditionDropout}) {
            if (!(dropped >= 0 && dropped < 1)) {
                throw new IllegalArgumentException("dropout of attention or sources must be in [0, 1), got " + dropped);
            }
        }
    }

    /**
     * In whole batches, without weight decay, with the same dropout everywhere.
     *
     * @param batch sequences in one update
     * @param steps number of updates
     * @param learningRate at the first step after the warm-up
     * @param warmup updates during which the rate rises
     * @param emaRate share of the average that is kept
     * @param dropout share of elements that become zero
     * @param targetOnly whether the loss looks at the target's positions alone
     * @param lossAware whether times are drawn by their losses
     * @param clip the greatest norm of gradients, or 0
     * @param seed of everything random
     */
    public TrainingSettings(
            int batch,
            long steps,
            double learningRate,
            long warmup,
            double emaRate,
            double dropout,
            boolean targetOnly,
            boolean lossAware,
            double clip,
            long seed) {
        this(
                batch,
                batch,
                steps,
                learningRate,
                warmup,
                0,
                emaRate,
                dropout,
                dropout,
                0,
                targetOnly,
                lossAware,
                clip,
                seed);
    }

    /**
     * {@return the same with batches taken in parts}
     *
     * @param rows sequences in one run of the network, a divisor of the batch
     */
    public TrainingSettings withMicrobatch(int rows) {
        return new TrainingSettings(
                batch,
                rows,
                steps,
                learningRate,
                warmup,
                weightDecay,
                emaRate,
                dropout,
                attentionDropout,
                conditionDropout,
                targetOnly,
                lossAware,
                clip,
                seed);
    }

    /** What holds for any loss. */
    TrainingPlan plan() {
        return new TrainingPlan(
                batch,
                microbatch,
                steps,
                learningRate,
                warmup,
                weightDecay,
                emaRate,
                dropout,
                attentionDropout,
                lossAware,
                clip,
                seed);
    }

    /** {@return how many microbatches an update takes} */
    public int microbatches() {
        return batch / microbatch;
    }

    /**
     * {@return as the official script: AdamW 1e-4 falling to zero, EMA 0.9999, dropout 0.1, loss-aware times, no
     * clipping} (Its average forgets the first weights at that rate; here it does so faster in the first updates.)
     *
     * @param batch sequences in one update
     * @param steps number of updates
     * @param seed of everything random
     */
    public static TrainingSettings official(int batch, long steps, long seed) {
        return new TrainingSettings(batch, steps, 1e-4, 0, 0.9999, 0.1, false, true, 0, seed);
    }
}
