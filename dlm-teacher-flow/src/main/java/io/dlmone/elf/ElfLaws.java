package io.dlmone.elf;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;

/**
 * The laws by which ELF's training draws what it does not draw evenly.
 *
 * @param timeMean of the logit of the denoising branch's time (official: -1.5)
 * @param timeDeviation its standard deviation (0.8)
 * @param shareMean of the logit of the latents' share in what is decoded (0.8)
 * @param shareDeviation its standard deviation (0.8)
 * @param decoderNoise deviation of the noise in what is decoded (1)
 * @param leastGuidance least guidance scale (0.5)
 * @param greatestGuidance greatest guidance scale (5)
 */
record ElfLaws(
        double timeMean,
        double timeDeviation,
        double shareMean,
        double shareDeviation,
        double decoderNoise,
        double leastGuidance,
        double greatestGuidance) {

    /** Those of the official translation model. */
    static final ElfLaws OFFICIAL = new ElfLaws(-1.5, 0.8, 0.8, 0.8, 1, 0.5, 5);

    /** Times from standard normal numbers: their logits are normal. */
    Value time(Value normal) {
        return logistic(normal, timeMean, timeDeviation);
    }

    /** Shares of the latents from standard normal numbers. */
    Value share(Value normal) {
        return logistic(normal, shareMean, shareDeviation);
    }

    /** Guidance scales from numbers in (0, 1): the logarithm of one more than the scale is even. */
    Value guidance(Value uniform) {
        double range = Math.log((greatestGuidance + 1) / (leastGuidance + 1));
        return add(mul(exp(mul(uniform, range)), leastGuidance + 1), -1);
    }

    private static Value logistic(Value normal, double mean, double deviation) {
        return sigmoid(add(mul(normal, deviation), mean));
    }
}
