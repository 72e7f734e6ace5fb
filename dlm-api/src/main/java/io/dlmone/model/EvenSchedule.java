package io.dlmone.model;

/**
 * A path whose variance of noise rises evenly with time and that preserves variance: sigma^2 = (t + 1) / (T + 1). No
 * model names it; plugins are asked about it, and tests walk it.
 *
 * @param steps number of timesteps T, at least 2
 */
public record EvenSchedule(int steps) implements DiscreteSchedule {

    @Override
    public String name() {
        return "even";
    }

    @Override
    public double alpha(int t) {
        return Math.sqrt(1 - (t + 1.0) / (steps + 1));
    }

    @Override
    public double sigma(int t) {
        return Math.sqrt((t + 1.0) / (steps + 1));
    }
}
