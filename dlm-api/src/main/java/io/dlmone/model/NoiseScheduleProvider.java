package io.dlmone.model;

/** Makes noise schedules of one kind, found by {@link java.util.ServiceLoader}. */
public interface NoiseScheduleProvider {

    /** The stable name that {@code config.json} gives, such as {@code sqrt}. */
    String name();

    /**
     * The schedule.
     *
     * @param steps number of timesteps T, at least 2
     */
    NoiseSchedule create(int steps);
}
