package io.dlmone.objective;

import io.dlmone.model.NoiseSchedule;

/**
 * The numbers of a distillation recipe (DLM-One, Table 5, and the defaults that the paper leaves open).
 *
 * @param batch sequences in one update
 * @param initialTime t_init: the time that the student is told, whose sigma scales its noise
 * @param maxTime exclusive upper end of the times drawn for scores
 * @param mu of the SiD loss
 * @param snrWeight weight the fake score loss by alpha^2/sigma^2 instead of 1
 * @param psiRate learning rate of the fake score network
 * @param thetaRate learning rate of the student
 * @param warmup updates of linear warm-up
 * @param decay updates after which rates reach zero; 0: constant
 * @param emaRate share of the old average of the student in each update
 * @param clip limit of a gradient's global norm; 0: none
 * @param endpointSteps network calls of the teacher for one distillation target (kd)
 * @param endpointReuse iterations for each fresh batch of targets (kd)
 * @param noiseCodebook vectors in the student's noise codebook; 0: standard normal noise without end
 * @param seed of everything random
 */
public record DistillationSettings(
        int batch,
        int initialTime,
        int maxTime,
        double mu,
        boolean snrWeight,
        double psiRate,
        double thetaRate,
        long warmup,
        long decay,
        double emaRate,
        double clip,
        int endpointSteps,
        int endpointReuse,
        int noiseCodebook,
        long seed) {

    public DistillationSettings {
        if (batch < 1 || !(psiRate > 0) || !(thetaRate > 0) || endpointSteps < 1 || endpointReuse < 1) {
            throw new IllegalArgumentException("batch, rates, endpoint steps and reuse must be positive");
        }
        if (!(emaRate >= 0 && emaRate < 1) || clip < 0 || warmup < 0 || decay < 0 || noiseCodebook < 0) {
            throw new IllegalArgumentException(
                    "EMA rate must be in [0, 1), clip, warm-up, decay and codebook at least 0");
        }
    }

    /** Settings without a noise codebook. */
    public DistillationSettings(
            int batch,
            int initialTime,
            int maxTime,
            double mu,
            boolean snrWeight,
            double psiRate,
            double thetaRate,
            long warmup,
            long decay,
            double emaRate,
            double clip,
            int endpointSteps,
            int endpointReuse,
            long seed) {
        this(
                batch,
                initialTime,
                maxTime,
                mu,
                snrWeight,
                psiRate,
                thetaRate,
                warmup,
                decay,
                emaRate,
                clip,
                endpointSteps,
                endpointReuse,
                0,
                seed);
    }

    /** sigma/alpha at the student's time in DLM-One: 2.50, t = 1490 in DiffuSeq's schedule. */
    public static final double INITIAL_NOISE_RATIO = 2.5;

    /** sigma/alpha at the end of DLM-One's time range: 13.1, t = 1976 in DiffuSeq's schedule. */
    public static final double MAX_NOISE_RATIO = 13.1;

    /** The paper's recipe for a schedule, with its constants found by matching sigma/alpha. */
    public static DistillationSettings paper(NoiseSchedule schedule, int batch, long seed) {
        return new DistillationSettings(
                batch,
                schedule.timeOfNoiseRatio(INITIAL_NOISE_RATIO),
                schedule.timeOfNoiseRatio(MAX_NOISE_RATIO),
                1.2,
                true,
                1e-5,
                1e-5,
                0,
                0,
                0.999,
                0,
                10,
                4,
                seed);
    }
}
