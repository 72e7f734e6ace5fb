package io.dlmone.elf;

import io.dlmone.graph.Value;
import io.dlmone.model.ContinuousSchedule;
import io.dlmone.model.LinearPath;
import io.dlmone.random.NormalQuantile;

/**
 * ELF's path: a straight line with much noise, walked by steps that are short where training is dense. The logit of a
 * training time is normal, and a sampler's times are quantiles of that law; the official sampler draws them anew for
 * each batch.
 *
 * @param line the path itself
 * @param gap least 1 - t in velocities
 * @param mean of the logit of times
 * @param deviation its standard deviation
 */
record ElfPath(LinearPath line, double gap, double mean, double deviation) implements ContinuousSchedule {

    static final String NAME = "elf";

    static ElfPath of(ElfConfig.Latents latents) {
        ElfLaws laws = ElfLaws.OFFICIAL;
        return new ElfPath(new LinearPath(latents.noiseScale()), latents.gap(), laws.timeMean(), laws.timeDeviation());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double cleanest() {
        return line.cleanest();
    }

    @Override
    public double noisiest() {
        return line.noisiest();
    }

    @Override
    public double alpha(double t) {
        return line.alpha(t);
    }

    @Override
    public double sigma(double t) {
        return line.sigma(t);
    }

    @Override
    public Value alpha(Value t) {
        return line.alpha(t);
    }

    @Override
    public Value sigma(Value t) {
        return line.sigma(t);
    }

    @Override
    public boolean variancePreserving() {
        return false;
    }

    @Override
    public double timeOfNoiseRatio(double ratio) {
        return line.timeOfNoiseRatio(ratio);
    }

    /** The line's, but for the very end, where a prediction's error would weigh too much. */
    @Override
    public Slope slope(double t) {
        double left = Math.max(1 - t, gap);
        return new Slope(1 / left, -1 / left);
    }

    @Override
    public double timeAt(double share) {
        if (share <= 0) {
            return cleanest();
        }
        if (share >= 1) {
            return noisiest();
        }
        return 1 / (1 + Math.exp(-(mean + deviation * NormalQuantile.of(1 - share))));
    }
}
