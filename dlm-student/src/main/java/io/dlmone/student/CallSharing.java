package io.dlmone.student;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Serves the items of many callers in common batches. One caller at a time makes a batch, of its own items and of those
 * that wait meanwhile, one of each caller in turn, so that a caller of one item is not kept by a caller of thousands;
 * the others wait, and the next of them makes the next batch. No thread of its own, no timer: an item alone is served
 * at once.
 *
 * <p>A failure is that of the caller in whose thread it happens: items of others that were in its batch are served in
 * another one. Callers are told of their progress in their own thread.
 *
 * @param <T> what is asked for
 * @param <R> what is given for it
 */
final class CallSharing<T, R> {

    /** Makes a batch. */
    interface Batch<T, R> {

        /**
         * Serves some items.
         *
         * @param done is told how many of the {@code calls} that the batch takes have been made
         * @return one result for each
         */
        List<R> serve(List<T> items, LongConsumer done);
    }

    private final int largest;
    private final long calls;
    private final Batch<T, R> batch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Request> requests = new ArrayList<>();
    private boolean busy;
    private boolean closed;

    /**
     * Prepares sharing.
     *
     * @param largest items in a batch
     * @param calls how many a batch takes
     */
    CallSharing(int largest, long calls, Batch<T, R> batch) {
        this.largest = largest;
        this.calls = calls;
        this.batch = batch;
    }

    /** What one caller asks for; under the lock, but for what never changes. */
    private final class Request {

        private final Thread caller = Thread.currentThread();
        private final List<T> items;
        private final List<R> results;
        private final Deque<Integer> open = new ArrayDeque<>();
        private int served;

        Request(List<T> items) {
            this.items = items;
            this.results = new ArrayList<>(Collections.nCopies(items.size(), null));
            for (int i = 0; i < items.size(); i++) {
                open.add(i);
            }
        }

        boolean isServed() {
            return served == items.size();
        }
    }

    /** An item of a request. */
    private record Place<Q>(Q request, int index) {}

    /**
     * Serves a caller's items.
     *
     * @param progress called in the caller's thread with the calls made so far, counted for each item
     * @return one result for each
     * @throws IllegalStateException if this is closed, or called from within {@code progress}
     */
    List<R> serve(List<T> items, LongConsumer progress) {
        Request own = new Request(items);
        lock.lock();
        try {
            refuseFromWithin();
            if (closed) {
                throw new IllegalStateException("this generator is closed");
            }
            requests.add(own);
            try {
                int told = 0;
                while (!own.isServed()) {
                    if (busy) {
                        changed.awaitUninterruptibly();
                    } else {
                        serveNext(own, progress);
                    }
                    if (own.served > told) {
                        told = own.served;
                        outside(() -> progress.accept(own.served * calls));
                    }
                }
            } finally {
                requests.remove(own);
                changed.signalAll();
            }
            return own.results;
        } finally {
            lock.unlock();
        }
    }

    private void serveNext(Request own, LongConsumer progress) {
        List<Place<Request>> places = next();
        long before = own.served * calls;
        int share = (int) places.stream().filter(p -> p.request() == own).count();
        boolean served = false;
        busy = true;
        try {
            List<T> items =
                    places.stream().map(p -> p.request().items.get(p.index())).toList();
            LongConsumer done = n -> {
                if (share > 0) {
                    progress.accept(before + n * share);
                }
            };
            List<List<R>> results = new ArrayList<>(1);
            outside(() -> results.add(batch.serve(items, done)));
            for (int i = 0; i < places.size(); i++) {
                Request r = places.get(i).request();
                r.results.set(places.get(i).index(), results.get(0).get(i));
                r.served++;
            }
            served = true;
        } finally {
            busy = false;
            if (!served) {
                for (int i = places.size() - 1; i >= 0; i--) {
                    places.get(i).request().open.addFirst(places.get(i).index());
                }
            }
            changed.signalAll();
        }
    }

    /** One open item of each request in turn, until there are enough. */
    private List<Place<Request>> next() {
        List<Place<Request>> places = new ArrayList<>();
        int before = -1;
        while (places.size() > before && places.size() < largest) {
            before = places.size();
            for (Request r : requests) {
                if (places.size() < largest && !r.open.isEmpty()) {
                    places.add(new Place<>(r, r.open.poll()));
                }
            }
        }
        return places;
    }

    private void outside(Runnable step) {
        lock.unlock();
        try {
            step.run();
        } finally {
            lock.lock();
        }
    }

    /**
     * Waits for all that is under way and refuses what comes later.
     *
     * @throws IllegalStateException if it is called from within a progress of {@link #serve}
     */
    void close() {
        lock.lock();
        try {
            refuseFromWithin();
            closed = true;
            while (!requests.isEmpty()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void refuseFromWithin() {
        if (requests.stream().anyMatch(r -> r.caller == Thread.currentThread())) {
            throw new IllegalStateException("this generator is called from within the progress of a call to it");
        }
    }
}
