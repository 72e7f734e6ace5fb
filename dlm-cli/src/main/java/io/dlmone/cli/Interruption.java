package io.dlmone.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns Ctrl-C, and a request to terminate, into a wish: the job finishes its step, saves its work and ends by itself.
 * A second Ctrl-C ends the process as ever. No shutdown hook is used: engines close themselves in hooks of their own,
 * which would run while the job is still in the engine.
 */
final class Interruption implements BooleanSupplier, AutoCloseable {

    private static final List<String> SIGNALS = List.of("INT", "TERM");

    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    Interruption() {
        for (String name : SIGNALS) {
            Signal signal = new Signal(name);
            before.put(signal, Signal.handle(signal, s -> ask()));
        }
    }

    private void ask() {
        asked.countDown();
        restore();
    }

    /** Whether the job should save its work and end. */
    @Override
    public boolean getAsBoolean() {
        return asked.getCount() == 0;
    }

    /** Waits until somebody asks. */
    void await() throws InterruptedException {
        asked.await();
    }

    private synchronized void restore() {
        before.forEach(Signal::handle);
        before.clear();
    }

    @Override
    public void close() {
        restore();
    }
}
