package io.dlmone.elf;

import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainingPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be chosen of an ELF network and of its training. */
public final class ElfSettings {

    private static final int MOST_WIDTH = 8_192;
    private static final double BELOW_ONE = Math.nextDown(1.0);

    /** Most positions of the source. */
    public static final Setting<Integer> SOURCE_LENGTH = Setting.whole(
            "source-length", 0, 0, 65_535, "Most positions of the source, below length; 0: half of the positions");

    /** Width between latents and trunk. */
    public static final Setting<Integer> BOTTLENECK =
            Setting.whole("bottleneck", 32, 1, MOST_WIDTH, "Width between the latents and the trunk");

    /** Blocks of the T5 encoder. */
    public static final Setting<Integer> ENCODER_LAYERS = Setting.whole(
            "encoder-layers",
            2,
            1,
            1_000,
            "Blocks of the T5 encoder that makes the latents; a new one stays as it is drawn");

    /** Share of sequences that learn to decode. */
    public static final Setting<Double> DECODER_SHARE =
            Setting.real("decoder-share", 0.2, 0, 1, "Share of sequences that teach to decode, not to denoise");

    /** Share of sequences that lose their source. */
    public static final Setting<Double> LABEL_DROP = Setting.real(
            "label-drop", 0.1, 0, BELOW_ONE, "Share of sequences whose source is dropped, which guidance asks for");

    /** Share of sequences that see the network's own prediction. */
    public static final Setting<Double> SELF_CONDITIONING = Setting.real(
            "self-conditioning", 0.5, 0, 1, "Share of sequences that see the network's prediction of a call before");

    /** Those of a network. */
    public static final List<Setting<?>> NETWORK = List.of(
            DiffuSeqSettings.HIDDEN,
            DiffuSeqSettings.LAYERS,
            DiffuSeqSettings.HEADS,
            DiffuSeqSettings.WIDTH,
            DiffuSeqSettings.LENGTH,
            SOURCE_LENGTH,
            BOTTLENECK,
            ENCODER_LAYERS);

    /** Those of training. */
    public static final List<Setting<?>> TRAINING = List.of(
            TrainingPlan.STEPS,
            TrainingPlan.BATCH,
            TrainingPlan.MICROBATCH,
            TrainingPlan.LEARNING_RATE,
            TrainingPlan.WARMUP,
            TrainingPlan.WEIGHT_DECAY,
            TrainingPlan.EMA,
            TrainingPlan.CLIP,
            DECODER_SHARE,
            LABEL_DROP,
            SELF_CONDITIONING);

    private ElfSettings() {}

    static List<Problem> problems(SettingValues v) {
        List<Problem> problems = new ArrayList<>(TrainingPlan.problems(v));
        int hidden = v.get(DiffuSeqSettings.HIDDEN);
        int heads = v.get(DiffuSeqSettings.HEADS);
        if (hidden % (2 * heads) != 0) {
            problems.add(DiffuSeqSettings.HEADS.problem(
                    "such that each has an even width of setting hidden " + hidden, heads));
        }
        if (v.get(DiffuSeqSettings.WIDTH) % heads != 0) {
            problems.add(DiffuSeqSettings.HEADS.problem(
                    "a divisor of setting width " + v.get(DiffuSeqSettings.WIDTH) + " too", heads));
        }
        if (v.get(SOURCE_LENGTH) >= v.get(DiffuSeqSettings.LENGTH)) {
            problems.add(SOURCE_LENGTH.problem(
                    "below setting length " + v.get(DiffuSeqSettings.LENGTH), v.get(SOURCE_LENGTH)));
        }
        return problems;
    }

    /** A new network. Rows are filled with token 0, which is a mark in every vocabulary and no word. */
    static ElfConfig design(SettingValues v, int tokens) {
        int width = v.get(DiffuSeqSettings.WIDTH);
        int heads = v.get(DiffuSeqSettings.HEADS);
        int hidden = v.get(DiffuSeqSettings.HIDDEN);
        int length = v.get(DiffuSeqSettings.LENGTH);
        int source = v.get(SOURCE_LENGTH);
        T5Config small = T5Config.small();
        return new ElfConfig(
                tokens,
                length,
                source == 0 ? length / 2 : source,
                0,
                hidden,
                v.get(DiffuSeqSettings.LAYERS),
                heads,
                ElfConfig.officialFeedForward(hidden),
                v.get(BOTTLENECK),
                new ElfConfig.Prefix(4, 4, 4),
                latents(width),
                new T5Config(
                        tokens,
                        width,
                        width / heads,
                        heads,
                        4 * width,
                        v.get(ENCODER_LAYERS),
                        small.buckets(),
                        small.maxDistance(),
                        small.epsilon()));
    }

    /**
     * The latents of a new encoder, whose deviation is 1. The official model's times are dense where a word of 512
     * noised numbers begins to show; narrower latents show as much of it with less noise, by the root of their width.
     */
    private static ElfConfig.Latents latents(int width) {
        ElfConfig.Latents official = ElfConfig.Latents.OFFICIAL;
        double narrower = Math.sqrt((double) width / T5Config.small().width());
        return new ElfConfig.Latents(0, 1, official.noiseScale() * narrower, official.gap());
    }

    static List<Problem> misfits(ElfConfig c, SettingValues asked, String source) {
        Map<Setting<Integer>, Integer> own = new LinkedHashMap<>();
        own.put(DiffuSeqSettings.HIDDEN, c.hidden());
        own.put(DiffuSeqSettings.LAYERS, c.layers());
        own.put(DiffuSeqSettings.HEADS, c.heads());
        own.put(DiffuSeqSettings.WIDTH, c.width());
        own.put(DiffuSeqSettings.LENGTH, c.length());
        own.put(SOURCE_LENGTH, c.sourceLength());
        own.put(BOTTLENECK, c.bottleneck());
        own.put(ENCODER_LAYERS, c.encoder().layers());
        List<Problem> problems = new ArrayList<>();
        own.forEach((setting, is) -> asked.given(setting)
                .filter(value -> !value.equals(is) && !(setting == SOURCE_LENGTH && value == 0))
                .ifPresent(value -> problems.add(new Problem(
                        ErrorId.INIT_1,
                        "setting " + setting,
                        is + ", as in " + source,
                        String.valueOf(value),
                        "Leave one of the two settings out."))));
        return problems;
    }

    static TrainingPlan plan(SettingValues v, long seed) {
        return TrainingPlan.of(v.with(TrainingPlan.DROPOUT, 0.0), seed);
    }
}
