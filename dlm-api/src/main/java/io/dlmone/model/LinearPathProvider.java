package io.dlmone.model;

/** Makes the straight path of flow matching. */
public final class LinearPathProvider implements NoiseScheduleProvider {

    @Override
    public String name() {
        return LinearPath.NAME;
    }

    @Override
    public String description() {
        return "The straight path of flow matching, over continuous time from noise at 0 to data at 1.";
    }

    @Override
    public NoiseSchedule create(int steps) {
        return new LinearPath(1);
    }
}
