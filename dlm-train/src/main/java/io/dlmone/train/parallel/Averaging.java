package io.dlmone.train.parallel;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the workers of a training agree. <em>Synchronous</em>: every update is made of the mean of all gradients, as on
 * one machine. <em>Local</em>: each makes so many updates of its own part of the batches, then weights are averaged,
 * and an outer optimiser with Nesterov's momentum takes the way from the old weights to the averages as its gradient
 * (DiLoCo, Douillard et al. 2023, arXiv 2311.08105).
 *
 * @param steps updates between two averages; 0: synchronous
 * @param rate of the outer optimiser; 1 with momentum 0 is plain averaging
 * @param momentum of the outer optimiser
 */
public record Averaging(long steps, double rate, double momentum) implements Serializable {

    /** Rate of the outer optimiser if nothing else is said: DiLoCo's. */
    public static final double RATE = 0.7;

    /** Momentum of the outer optimiser if nothing else is said: DiLoCo's. */
    public static final double MOMENTUM = 0.9;

    /** The mean of all gradients in every update. */
    public static final Averaging SYNCHRONOUS = new Averaging(0, RATE, MOMENTUM);

    /**
     * {@return local updates, with DiLoCo's outer optimiser}
     *
     * @param steps updates between two averages, at least 1
     */
    public static Averaging every(long steps) {
        return new Averaging(steps, RATE, MOMENTUM);
    }

    /** {@return whether workers make updates of their own} */
    public boolean isLocal() {
        return steps > 0;
    }

    /** {@return this by the names of the settings; nothing if synchronous, since one machine does the same} */
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        if (isLocal()) {
            config.put("local-steps", steps);
            config.put("outer-lr", rate);
            config.put("outer-momentum", momentum);
        }
        return config;
    }
}
