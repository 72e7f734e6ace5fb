package io.dlmone.train;

import java.util.OptionalLong;

/**
 * Where a run begins.
 *
 * @param resumed false for a new run
 * @param step of the checkpoint to continue from; the newest one if empty
 */
public record RunStart(boolean resumed, OptionalLong step) {

    /** A new run. */
    public static final RunStart NEW = new RunStart(false, OptionalLong.empty());

    /** From the newest checkpoint. */
    public static final RunStart NEWEST = new RunStart(true, OptionalLong.empty());
}
