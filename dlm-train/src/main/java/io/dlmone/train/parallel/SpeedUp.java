package io.dlmone.train.parallel;

/**
 * Predicts how much faster a shared training is, by a small model of it: computing is divided among the workers, the
 * update of the weights is made by each, and each sum takes the time that a worker's line needs for what it sends.
 * Nothing overlaps, and no worker waits for a slower one; so it is a bound rather than a promise.
 *
 * @param compute seconds that one worker needs for losses and gradients of a whole batch
 * @param update seconds that a worker needs to apply an update
 * @param gradients numbers that workers add up at each update: those of all weights that are trained
 * @param state numbers that workers average when they meet: weights, their moving averages, moments of the optimiser
 * @param network what lies between them
 */
public record SpeedUp(double compute, double update, long gradients, long state, Network network) {

    /**
     * What lies between workers.
     *
     * @param bytesPerSecond that a worker can send, with what it takes to read and write them
     * @param latency seconds of a sum of nothing
     */
    public record Network(double bytesPerSecond, double latency) {}

    /**
     * {@return bytes that each worker sends for a sum: all parts but its own to their workers, and its own summed part
     * to all others and the keeper}
     *
     * @param numbers how many are added up
     * @param workers how many add
     */
    public static double bytesOfSum(long numbers, int workers) {
        double others = (double) (workers - 1) / workers;
        return Float.BYTES * (double) numbers * (others + 1);
    }

    /**
     * {@return bytes that each worker sends for an update, sums spread over the updates between them}
     *
     * @param workers how many
     * @param localSteps updates between two averages; 0: synchronous
     */
    public double sentBytes(int workers, long localSteps) {
        return localSteps == 0 ? bytesOfSum(gradients, workers) : bytesOfSum(state, workers) / localSteps;
    }

    /**
     * {@return seconds of an update}
     *
     * @param workers how many share it
     * @param localSteps updates between two averages; 0: synchronous
     */
    public double seconds(int workers, long localSteps) {
        double sums = 1.0 / Math.max(1, localSteps);
        return compute / workers
                + update
                + sums * network.latency()
                + sentBytes(workers, localSteps) / network.bytesPerSecond();
    }

    /**
     * {@return how many times as fast as one machine, which shares nothing}
     *
     * @param workers how many share an update
     * @param localSteps updates between two averages; 0: synchronous
     */
    public double factor(int workers, long localSteps) {
        return (compute + update) / seconds(workers, localSteps);
    }
}
