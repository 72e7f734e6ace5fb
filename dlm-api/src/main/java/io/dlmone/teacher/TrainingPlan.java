package io.dlmone.teacher;

import io.dlmone.error.Problem;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import java.util.ArrayList;
import java.util.List;

/**
 * How a teacher's parameters are updated, whatever its loss: batches, AdamW and its rate, dropout, the average.
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
 * @param lossAware draw times by importance
 * @param clip limit of the gradient's global norm; 0: none
 * @param seed of everything random
 */
public record TrainingPlan(
        int batch,
        int microbatch,
        long steps,
        double learningRate,
        long warmup,
        double weightDecay,
        double emaRate,
        double dropout,
        double attentionDropout,
        boolean lossAware,
        double clip,
        long seed) {

    private static final double BELOW_ONE = Math.nextDown(1.0);
    private static final int MOST_TOGETHER = 65_536;

    /** Updates. */
    public static final Setting<Integer> STEPS = Setting.whole("steps", 20_000, 1, "Updates");

    /** Sequences in one update. */
    public static final Setting<Integer> BATCH = Setting.whole("batch", 64, 1, MOST_TOGETHER, "Sequences in an update");

    /** Sequences in one run of the network. */
    public static final Setting<Integer> MICROBATCH = Setting.whole(
            "microbatch",
            0,
            0,
            "Sequences in one run of the network, a divisor of the batch: less memory, and gradients averaged over the"
                    + " parts of a batch; 0: the whole batch");

    /** Peak rate of AdamW. */
    public static final Setting<Double> LEARNING_RATE =
            Setting.real("lr", 2.5e-3, Double.MIN_VALUE, 1, "Peak learning rate; falls linearly to zero");

    /** Updates of linear warm-up. */
    public static final Setting<Integer> WARMUP = Setting.whole("warmup", 300, 0, "Updates of warm-up");

    /** AdamW's decoupled decay. */
    public static final Setting<Double> WEIGHT_DECAY =
            Setting.real("weight-decay", 0, 0, 1, "AdamW's decay of the weights");

    /** Share of the old average in each update. */
    public static final Setting<Double> EMA =
            Setting.real("ema", 0.999, 0, BELOW_ONE, "Share of the old average of the weights in each update, below 1");

    /** Lengths of sequences. */
    public static final Setting<Integer> LENGTHS = Setting.whole(
            "lengths",
            1,
            1,
            16,
            "Lengths of sequences, up to setting length: short sources are trained and written for in shorter ones, chosen by"
                    + " the data, and do not pay for padding; 1: all have one length, as official code has it");

    /** Share of activations dropped. */
    public static final Setting<Double> DROPOUT =
            Setting.real("dropout", 0.1, 0, BELOW_ONE, "Share of activations dropped, below 1");

    /** Limit of the gradient's norm. */
    public static final Setting<Double> CLIP = Setting.real("clip", 1, 0, 1e9, "Limit of gradient norms; 0: none");

    /** The settings of a family that has no others: uniform times, the same dropout everywhere. */
    public static final List<Setting<?>> SETTINGS =
            List.of(STEPS, BATCH, MICROBATCH, LEARNING_RATE, WARMUP, WEIGHT_DECAY, EMA, DROPOUT, CLIP);

    /** Refuses what no training can do with. */
    public TrainingPlan {
        if (microbatch < 1 || batch % microbatch != 0) {
            throw new IllegalArgumentException("microbatch " + microbatch + " must divide batch " + batch);
        }
    }

    /**
     * {@return the plan of values of the {@link #SETTINGS}, which have no {@link #problems}}
     *
     * @param v the values
     * @param seed of everything random
     */
    public static TrainingPlan of(SettingValues v, long seed) {
        int batch = v.get(BATCH);
        return new TrainingPlan(
                batch,
                v.get(MICROBATCH) == 0 ? batch : v.get(MICROBATCH),
                v.get(STEPS),
                v.get(LEARNING_RATE),
                v.get(WARMUP),
                v.get(WEIGHT_DECAY),
                v.get(EMA),
                v.get(DROPOUT),
                v.get(DROPOUT),
                false,
                v.get(CLIP),
                seed);
    }

    /**
     * {@return what does not fit together in values of the {@link #SETTINGS}}
     *
     * @param v the values
     */
    public static List<Problem> problems(SettingValues v) {
        List<Problem> problems = new ArrayList<>();
        int rows = v.get(MICROBATCH);
        if (rows != 0 && v.get(BATCH) % rows != 0) {
            problems.add(MICROBATCH.problem("a divisor of setting batch " + v.get(BATCH) + ", or 0", rows));
        }
        return problems;
    }

    /** {@return how many microbatches an update takes} */
    public int microbatches() {
        return batch / microbatch;
    }
}
