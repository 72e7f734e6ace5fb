package io.dlmone.flowseq;

import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.diffuseq.family.DiffuSeqSettings.Positions;
import io.dlmone.diffuseq.family.NetworkDesign;
import io.dlmone.error.Problem;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainingPlan;
import java.util.ArrayList;
import java.util.List;

/** What can be chosen of FlowSeq's training; its networks have DiffuSeq's settings. */
public final class FlowSeqSettings {

    /** Where squared errors count. */
    public static final Setting<Positions> MSE_POSITIONS = Setting.choice(
            "mse-positions",
            Positions.ALL,
            "Squared error over target positions, or over all as the official code has it");

    /** Spread of training times about {@link #TIME_MEAN}; 0: they are uniform. */
    public static final Setting<Double> TIME_DEVIATION = Setting.real(
            "time-deviation",
            0,
            0,
            10,
            "Standard deviation of the logit of training times (logit-normal; Esser et al. 2024); 0: times are uniform,"
                    + " as in the official code");

    /** Where most training times lie. */
    public static final Setting<Double> TIME_MEAN = Setting.real(
            "time-mean",
            0,
            -10,
            10,
            "With setting time-deviation: mean of the logit of training times; below 0, where there is more noise");

    /** Those of training. */
    public static final List<Setting<?>> TRAINING = List.of(
            TrainingPlan.STEPS,
            TrainingPlan.BATCH,
            TrainingPlan.MICROBATCH,
            TrainingPlan.LEARNING_RATE,
            TrainingPlan.WARMUP,
            TrainingPlan.WEIGHT_DECAY,
            TrainingPlan.EMA,
            TrainingPlan.DROPOUT,
            DiffuSeqSettings.ATTENTION_DROPOUT,
            DiffuSeqSettings.CONDITION_DROPOUT,
            MSE_POSITIONS,
            TIME_DEVIATION,
            TIME_MEAN,
            TrainingPlan.CLIP);

    private FlowSeqSettings() {}

    static List<Problem> problems(SettingValues v) {
        List<Problem> problems = new ArrayList<>(NetworkDesign.problems(v));
        problems.addAll(TrainingPlan.problems(v));
        if (v.get(TIME_DEVIATION) == 0 && v.get(TIME_MEAN) != 0) {
            problems.add(TIME_MEAN.problem("0 without setting time-deviation", v.get(TIME_MEAN)));
        }
        return problems;
    }

    static TrainingPlan plan(SettingValues values, long seed) {
        SettingValues v = DiffuSeqSettings.resolve(values);
        int batch = v.get(TrainingPlan.BATCH);
        return new TrainingPlan(
                batch,
                v.get(TrainingPlan.MICROBATCH) == 0 ? batch : v.get(TrainingPlan.MICROBATCH),
                v.get(TrainingPlan.STEPS),
                v.get(TrainingPlan.LEARNING_RATE),
                v.get(TrainingPlan.WARMUP),
                v.get(TrainingPlan.WEIGHT_DECAY),
                v.get(TrainingPlan.EMA),
                v.get(TrainingPlan.DROPOUT),
                v.get(DiffuSeqSettings.ATTENTION_DROPOUT),
                false,
                v.get(TrainingPlan.CLIP),
                seed);
    }

    static SettingValues of(TrainingPlan plan) {
        return SettingValues.NONE
                .with(TrainingPlan.STEPS, Math.toIntExact(plan.steps()))
                .with(TrainingPlan.BATCH, plan.batch())
                .with(TrainingPlan.MICROBATCH, plan.microbatches() > 1 ? plan.microbatch() : 0)
                .with(TrainingPlan.LEARNING_RATE, plan.learningRate())
                .with(TrainingPlan.WARMUP, Math.toIntExact(plan.warmup()))
                .with(TrainingPlan.WEIGHT_DECAY, plan.weightDecay())
                .with(TrainingPlan.EMA, plan.emaRate())
                .with(TrainingPlan.DROPOUT, plan.dropout())
                .with(DiffuSeqSettings.ATTENTION_DROPOUT, plan.attentionDropout())
                .with(DiffuSeqSettings.CONDITION_DROPOUT, 0.0)
                .with(MSE_POSITIONS, Positions.ALL)
                .with(TIME_DEVIATION, 0.0)
                .with(TIME_MEAN, 0.0)
                .with(TrainingPlan.CLIP, plan.clip());
    }
}
