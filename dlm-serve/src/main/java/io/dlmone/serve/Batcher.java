package io.dlmone.serve;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A bounded queue of jobs and the one thread that serves their items in batches: of all jobs that wait, one item of
 * each in turn, so that a job of one item is not kept by one of hundreds. A job whose future is done, because its time
 * is over, is dropped. Thread-safe.
 *
 * @param <T> what is asked for
 * @param <R> what is given for it
 */
final class Batcher<T, R> implements AutoCloseable {

    private static final double NEWEST = 0.2;

    private final int largest;
    private final long waitNanos;
    private final int capacity;
    private final Function<List<T>, List<R>> work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Job> jobs = new ArrayDeque<>();
    private final Thread thread;
    private int waiting;
    private boolean closed;
    private double secondsOfABatch;

    /** Thrown when no more items can wait. */
    static final class Full extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final long retryAfter;

        Full(long retryAfter) {
            super("the queue is full", null, false, false);
            this.retryAfter = retryAfter;
        }

        /** Seconds in which those that wait now will have been served. */
        long retryAfter() {
            return retryAfter;
        }
    }

    /**
     * Begins with an empty queue.
     *
     * @param name of the thread
     * @param largest items in a batch
     * @param wait how long the oldest item may be kept for a batch to become full
     * @param capacity items that wait
     * @param work serves a batch: one result for each item
     */
    Batcher(String name, int largest, Duration wait, int capacity, Function<List<T>, List<R>> work) {
        this.largest = largest;
        this.waitNanos = wait.toNanos();
        this.capacity = capacity;
        this.work = work;
        this.thread = new Thread(this::serve, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What is asked for together; under the lock, but for the future. */
    private final class Job {

        private final List<T> items;
        private final List<R> results;
        private final CompletableFuture<List<R>> future = new CompletableFuture<>();
        private final long since = System.nanoTime();
        private int taken;
        private int served;

        Job(List<T> items) {
            this.items = items;
            this.results = new ArrayList<>(Collections.nCopies(items.size(), null));
        }

        int open() {
            return items.size() - taken;
        }

        void serve(int index, R result) {
            results.set(index, result);
            if (++served == items.size()) {
                future.complete(results);
            }
        }
    }

    /** An item of a job. */
    private record Place<J>(J job, int index) {}

    /**
     * Puts items into the queue.
     *
     * @param items at most as many as the queue holds
     * @return one result for each; who completes it otherwise takes the items back
     * @throws Full if there is no room for all of them now
     * @throws IllegalStateException if this is closed
     */
    CompletableFuture<List<R>> submit(List<T> items) {
        Job job = new Job(items);
        if (items.isEmpty()) {
            job.future.complete(List.of());
            return job.future;
        }
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("this queue is closed");
            }
            if (waiting + items.size() > capacity) {
                dropDone();
            }
            if (waiting + items.size() > capacity) {
                throw new Full((long) Math.max(1, Math.ceil(secondsOfABatch * waiting / largest)));
            }
            jobs.add(job);
            waiting += items.size();
            changed.signalAll();
            return job.future;
        } finally {
            lock.unlock();
        }
    }

    /** Items that wait. */
    int waiting() {
        lock.lock();
        try {
            dropDone();
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    private void dropDone() {
        jobs.removeIf(job -> {
            boolean done = job.future.isDone();
            if (done) {
                waiting -= job.open();
            }
            return done;
        });
    }

    private void serve() {
        for (List<Place<Job>> batch = next(); !batch.isEmpty(); batch = next()) {
            long begun = System.nanoTime();
            try {
                List<R> results = work.apply(
                        batch.stream().map(p -> p.job().items.get(p.index())).toList());
                for (int i = 0; i < batch.size(); i++) {
                    batch.get(i).job().serve(batch.get(i).index(), results.get(i));
                }
            } catch (Throwable e) { // those who asked are told; the thread goes on
                batch.forEach(place -> place.job().future.completeExceptionally(e));
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            lock.lock();
            secondsOfABatch = secondsOfABatch == 0 ? seconds : (1 - NEWEST) * secondsOfABatch + NEWEST * seconds;
            lock.unlock();
        }
    }

    /** Waits for a batch; none when this is closed and nothing waits. */
    private List<Place<Job>> next() {
        lock.lock();
        try {
            dropDone();
            while (!isTime()) {
                if (jobs.isEmpty()) {
                    changed.awaitUninterruptibly();
                } else {
                    changed.awaitNanos(waitNanos - ageOfTheOldest());
                }
                dropDone();
            }
            return take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }

    private boolean isTime() {
        return closed || waiting >= largest || !jobs.isEmpty() && ageOfTheOldest() >= waitNanos;
    }

    private long ageOfTheOldest() {
        long now = System.nanoTime();
        return jobs.stream().mapToLong(job -> now - job.since).max().orElseThrow();
    }

    /** One open item of each job in turn, until there are enough. */
    private List<Place<Job>> take() {
        List<Place<Job>> batch = new ArrayList<>();
        while (batch.size() < largest && !jobs.isEmpty()) {
            for (int turn = jobs.size(); turn > 0 && batch.size() < largest; turn--) {
                Job job = jobs.remove();
                batch.add(new Place<>(job, job.taken++));
                waiting--;
                if (job.open() > 0) {
                    jobs.add(job);
                }
            }
        }
        return batch;
    }

    /** Refuses what comes later, and waits until all that is there is served. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
