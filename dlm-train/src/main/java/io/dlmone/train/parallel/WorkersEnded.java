package io.dlmone.train.parallel;

/** Tells a worker, at a sum, that its keeper needs it no more. */
public final class WorkersEnded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An orderly end. */
    public WorkersEnded() {
        super("the keeper has ended the job");
    }
}
