package io.dlmone.train.parallel;

/** Tells a keeper that a worker has failed, or is gone with its machine. What the run directory has is whole. */
public final class WorkersLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A loss.
     *
     * @param message what is known of it
     * @param cause what the worker died of, as far as it came through
     */
    public WorkersLost(String message, Throwable cause) {
        super(message, cause);
    }
}
