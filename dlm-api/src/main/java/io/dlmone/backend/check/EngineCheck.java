package io.dlmone.backend.check;

import io.dlmone.backend.PathCheck;
import io.dlmone.backend.Precision;
import java.util.List;

/**
 * What the check of one engine in one precision came to on this machine.
 *
 * @param backend its provider's name
 * @param engine the engine and its version
 * @param precision of the matrix products
 * @param measurements one for each kind; none if the engine could not be opened
 * @param switchedOff special paths of the engine that are not used here, because they do not give what plain operators
 *     give
 * @param failure why the engine could not be opened; empty if it could
 */
public record EngineCheck(
        String backend,
        String engine,
        Precision precision,
        List<Measurement> measurements,
        List<PathCheck> switchedOff,
        String failure) {

    public EngineCheck {
        measurements = List.copyOf(measurements);
        switchedOff = List.copyOf(switchedOff);
    }

    /** {@return whether everything was computed, and is right} A special path that was switched off is no fault. */
    public boolean isRight() {
        return failure.isEmpty() && measurements.stream().allMatch(Measurement::isRight);
    }
}
