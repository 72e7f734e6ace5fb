package io.dlmone.train;

import java.util.OptionalLong;

/**
 * Where a run begins.
 *
 * @param resumed false for a new run
 * @param step of the checkpoint to continue from; the newest one if empty
 */
public record Start(boolean resumed, OptionalLong step) {

    /** A new run. */
    public static final Start NEW = new Start(false, OptionalLong.empty());

    /** From the newest checkpoint. */
    public static final Start NEWEST = new Start(true, OptionalLong.empty());
}
