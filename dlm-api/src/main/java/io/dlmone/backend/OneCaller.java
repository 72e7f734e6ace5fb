package io.dlmone.backend;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets one thread at a time into an object that is not made for several, such as a training under way, and refuses one
 * that comes while another is inside. Threads may take turns.
 */
public final class OneCaller {

    private final String what;
    private final ReentrantLock inside = new ReentrantLock();

    /** @param what the object, for messages */
    public OneCaller(String what) {
        this.what = what;
    }

    /**
     * Makes a call.
     *
     * @param <T> what the call gives
     * @param call runs while no other does
     * @return what it gives
     * @throws IllegalStateException if another thread is inside
     */
    public <T> T call(Supplier<T> call) {
        if (!inside.tryLock()) {
            throw new IllegalStateException(what + " is in use by another thread: it is made for one thread at a time");
        }
        try {
            return call.get();
        } finally {
            inside.unlock();
        }
    }

    /**
     * As {@link #call}, of something that gives nothing.
     *
     * @param call runs while no other does
     */
    public void run(Runnable call) {
        call(() -> {
            call.run();
            return null;
        });
    }
}
