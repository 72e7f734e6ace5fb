package io.dlmone.train.parallel;

import io.dlmone.backend.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * Workers in threads of this process, each with an engine of its own. What a cluster of machines computes, without the
 * machines: the numbers are the same.
 *
 * @param workers how many, at least 1
 */
public record ThreadCluster(int workers) implements Cluster {

    @Override
    public String describe() {
        return workers + " workers in threads";
    }

    @Override
    public Job job() {
        return new Threads();
    }

    /** One job. The last to come to a sum adds it up; the keeper is the last slot and adds nothing. */
    private final class Threads implements Job {

        private final List<Thread> threads = new ArrayList<>();
        private final float[][] slots = new float[workers + 1][];
        private float[] sums = {};
        private int arrived;
        private long round;
        private boolean ended;
        private Throwable failure;

        @Override
        public Workers keeper() {
            return member(workers);
        }

        @Override
        public void start(WorkerTask task) {
            for (int rank = 0; rank < workers; rank++) {
                Workers seen = member(rank);
                Thread thread = new Thread(() -> work(task, seen), "worker-" + rank);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        private void work(WorkerTask task, Workers seen) {
            try {
                task.work(seen);
            } catch (WorkersEnded orderly) {
                return;
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        }

        private synchronized void fail(Throwable e) {
            failure = failure == null ? e : failure;
            notifyAll();
        }

        private Workers member(int rank) {
            return new Workers() {

                @Override
                public int rank() {
                    return rank;
                }

                @Override
                public int count() {
                    return workers;
                }

                @Override
                public float[] sum(float[] values) {
                    return exchange(rank, values);
                }
            };
        }

        private synchronized float[] exchange(int rank, float[] values) {
            slots[rank] = values;
            long mine = round;
            if (++arrived == slots.length) {
                sums = added();
                arrived = 0;
                round++;
                notifyAll();
            }
            while (round == mine) {
                if (failure != null && rank == workers) {
                    throw new WorkersLost("a worker failed: " + failure.getMessage(), failure);
                }
                if (ended || failure != null) {
                    throw new WorkersEnded();
                }
                pause();
            }
            return sums.clone();
        }

        private void pause() {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WorkersEnded();
            }
        }

        private float[] added() {
            float[] all = slots[0].clone();
            for (int rank = 1; rank < workers; rank++) {
                for (int i = 0; i < all.length; i++) {
                    all[i] += slots[rank][i];
                }
            }
            return all;
        }

        @Override
        public void close() {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
            threads.forEach(this::join);
        }

        private void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
