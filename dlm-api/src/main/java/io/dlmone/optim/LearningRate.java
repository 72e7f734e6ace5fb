package io.dlmone.optim;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;

/**
 * A learning rate as a function of the step, recorded in the graph. Warm-up is linear over {@code warmup} steps, then
 * the rate falls linearly from {@code peak} to zero at {@code total} steps, or stays when {@code total} is 0.
 *
 * @param peak the rate after the warm-up
 * @param warmup steps in which it rises
 * @param total step at which it is zero; 0: it stays at its peak
 */
public record LearningRate(double peak, long warmup, long total) {

    /**
     * The same rate at every step.
     *
     * @param rate the rate
     * @return a schedule without warm-up
     */
    public static LearningRate constant(double rate) {
        return new LearningRate(rate, 0, 0);
    }

    /**
     * Falls linearly to zero, without warm-up, as DiffuSeq's script does.
     *
     * @param peak rate at the first step
     * @param total number of steps, after which the rate is 0
     * @return the schedule
     */
    public static LearningRate linearDecay(double peak, long total) {
        return new LearningRate(peak, 0, total);
    }

    /**
     * {@return the rate of a step}
     *
     * @param step FLOAT32 scalar, 1 for the first update
     */
    public Value at(Value step) {
        Value rate = step.graph().constant(peak);
        Value before = add(step, -1);
        if (total > 0) {
            rate = mul(rate, max(add(mul(before, -1.0 / total), 1), 0));
        }
        return warmup > 0 ? mul(rate, min(mul(step, 1.0 / warmup), 1)) : rate;
    }
}
