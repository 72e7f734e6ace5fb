package io.dlmone.model;

import io.dlmone.plugin.Plugin;

/** Makes noise schedules of one kind, found by {@link java.util.ServiceLoader}. */
public interface NoiseScheduleProvider extends Plugin {

    /** The stable name that {@code config.json} gives, such as {@code sqrt}. */
    @Override
    String name();

    /**
     * {@return the schedule}
     *
     * @param steps number of timesteps T of a discrete path, at least 2; a continuous one takes no notice of it
     */
    NoiseSchedule create(int steps);
}
