package io.dlmone.diffuseq.family;

import io.dlmone.diffuseq.TrainingSettings;
import io.dlmone.error.Problem;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainingPlan;
import java.util.ArrayList;
import java.util.List;

/** What can be chosen of a DiffuSeq network and of its training. */
public final class DiffuSeqSettings {

    private static final double BELOW_ONE = Math.nextDown(1.0);
    private static final int MOST_WIDTH = 8_192;

    /** Width of the encoder. */
    public static final Setting<Integer> HIDDEN = Setting.whole("hidden", 128, 1, MOST_WIDTH, "Width of the encoder");

    /** Encoder blocks. */
    public static final Setting<Integer> LAYERS = Setting.whole("layers", 4, 1, 1_000, "Encoder blocks");

    /** Attention heads. */
    public static final Setting<Integer> HEADS =
            Setting.whole("heads", 4, 1, MOST_WIDTH, "Attention heads, a divisor of hidden");

    /** Width of an embedding. */
    public static final Setting<Integer> WIDTH =
            Setting.whole("width", 32, 2, MOST_WIDTH, "Width of an embedding, even");

    /** Positions of a sequence. */
    public static final Setting<Integer> LENGTH = Setting.whole(
            "length",
            64,
            8,
            "Positions for source, target and marks; longer pairs are cut; of a model, at most its own");

    /** Those of a network. */
    public static final List<Setting<?>> NETWORK = List.of(HIDDEN, LAYERS, HEADS, WIDTH, LENGTH);

    /** Updates. */
    public static final Setting<Integer> STEPS = TrainingPlan.STEPS;

    /** Sequences in one update. */
    public static final Setting<Integer> BATCH = TrainingPlan.BATCH;

    /** Sequences in one run of the network. */
    public static final Setting<Integer> MICROBATCH = TrainingPlan.MICROBATCH;

    /** Peak rate of AdamW. */
    public static final Setting<Double> LEARNING_RATE = TrainingPlan.LEARNING_RATE;

    /** Updates of linear warm-up. */
    public static final Setting<Integer> WARMUP = TrainingPlan.WARMUP;

    /** AdamW's decoupled decay. */
    public static final Setting<Double> WEIGHT_DECAY = TrainingPlan.WEIGHT_DECAY;

    /** Share of the old average in each update. */
    public static final Setting<Double> EMA = TrainingPlan.EMA;

    /** Share of activations dropped. */
    public static final Setting<Double> DROPOUT = TrainingPlan.DROPOUT;

    /** Share of attention's probabilities dropped; not given: as of activations. */
    public static final Setting<Double> ATTENTION_DROPOUT = Setting.real(
            "attention-dropout",
            0.1,
            0,
            BELOW_ONE,
            "Share of attention's probabilities dropped, below 1; not given: as of activations");

    /** Share of sequences whose source is hidden. */
    public static final Setting<Double> CONDITION_DROPOUT = Setting.real(
            "condition-dropout",
            0,
            0,
            BELOW_ONE,
            "Share of sequences whose source the network does not see, below 1: lets guidance be used when the teacher"
                    + " writes; 0.1 is usual");

    /** Where squared errors count. */
    public static final Setting<Positions> MSE_POSITIONS = Setting.choice(
            "mse-positions",
            Positions.TARGET,
            "Squared error over target positions, or over all as the official code has it");

    /** How times are drawn. */
    public static final Setting<Times> TIME_SAMPLING =
            Setting.choice("time-sampling", Times.UNIFORM, "How training times are drawn");

    /** Lengths of sequences. */
    public static final Setting<Integer> LENGTHS = TrainingPlan.LENGTHS;

    /** Limit of the gradient's norm. */
    public static final Setting<Double> CLIP = TrainingPlan.CLIP;

    /** Those of training. */
    public static final List<Setting<?>> TRAINING = List.of(
            STEPS,
            BATCH,
            MICROBATCH,
            LEARNING_RATE,
            WARMUP,
            WEIGHT_DECAY,
            EMA,
            DROPOUT,
            ATTENTION_DROPOUT,
            CONDITION_DROPOUT,
            MSE_POSITIONS,
            TIME_SAMPLING,
            LENGTHS,
            CLIP);

    /** Where squared errors count. */
    public enum Positions {
        /** Positions of the target. */
        TARGET,
        /** All positions. */
        ALL
    }

    /** How times are drawn. */
    public enum Times {
        /** Each as often. */
        UNIFORM,
        /** By importance. */
        LOSSAWARE
    }

    private DiffuSeqSettings() {}

    static List<Problem> problems(SettingValues v) {
        List<Problem> problems = new ArrayList<>(NetworkDesign.problems(v));
        problems.addAll(TrainingPlan.problems(v));
        return problems;
    }

    /**
     * {@return the values with the dropout of attention given, and no microbatch that is the whole batch}
     *
     * @param v settings of training
     */
    public static SettingValues resolve(SettingValues v) {
        boolean whole = v.get(MICROBATCH).equals(v.get(BATCH));
        return v.with(ATTENTION_DROPOUT, v.given(ATTENTION_DROPOUT).orElse(v.get(DROPOUT)))
                .with(MICROBATCH, whole ? 0 : v.get(MICROBATCH));
    }

    static TrainingSettings training(SettingValues values, long seed) {
        SettingValues v = resolve(values);
        int batch = v.get(BATCH);
        return new TrainingSettings(
                batch,
                v.get(MICROBATCH) == 0 ? batch : v.get(MICROBATCH),
                v.get(STEPS),
                v.get(LEARNING_RATE),
                v.get(WARMUP),
                v.get(WEIGHT_DECAY),
                v.get(EMA),
                v.get(DROPOUT),
                v.get(ATTENTION_DROPOUT),
                v.get(CONDITION_DROPOUT),
                v.get(MSE_POSITIONS) == Positions.TARGET,
                v.get(TIME_SAMPLING) == Times.LOSSAWARE,
                v.get(CLIP),
                seed);
    }

    static SettingValues of(TrainingSettings s) {
        return SettingValues.NONE
                .with(STEPS, Math.toIntExact(s.steps()))
                .with(BATCH, s.batch())
                .with(MICROBATCH, s.microbatches() > 1 ? s.microbatch() : 0)
                .with(LEARNING_RATE, s.learningRate())
                .with(WARMUP, Math.toIntExact(s.warmup()))
                .with(WEIGHT_DECAY, s.weightDecay())
                .with(EMA, s.emaRate())
                .with(DROPOUT, s.dropout())
                .with(ATTENTION_DROPOUT, s.attentionDropout())
                .with(CONDITION_DROPOUT, s.conditionDropout())
                .with(MSE_POSITIONS, s.targetOnly() ? Positions.TARGET : Positions.ALL)
                .with(TIME_SAMPLING, s.lossAware() ? Times.LOSSAWARE : Times.UNIFORM)
                .with(CLIP, s.clip());
    }
}
