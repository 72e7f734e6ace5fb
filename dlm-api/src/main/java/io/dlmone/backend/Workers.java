package io.dlmone.backend;

/**
 * The workers of a data-parallel training as one of them sees them. Each has an engine of its own with all the weights,
 * and computes some of the microbatches of every update; what the others computed it learns by {@link #sum}. Beside
 * them there may be a <em>keeper</em>, which computes no microbatch but follows the weights, to validate and to save
 * them. All make the same calls in the same order. One thread at a time.
 */
public interface Workers {

    /** One worker on its own, which computes everything. */
    Workers ALONE = new Workers() {

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public float[] sum(float[] values) {
            return values;
        }

        @Override
        public boolean together() {
            return false;
        }
    };

    /** {@return the number of this worker, from 0; that of a keeper is {@link #count}} */
    int rank();

    /** {@return how many compute, at least 1} */
    int count();

    /**
     * Adds up what the workers have, in the order of their numbers, so that the same values give the same sums to the
     * last bit, for all of them. Waits for the others.
     *
     * @param values of one length for all workers; not changed; a keeper's are not added
     * @return the sums, which are the caller's
     */
    float[] sum(float[] values);

    /** {@return bytes that a worker has sent for all the sums so far, the mean of the workers} */
    default long sentBytes() {
        return 0;
    }

    /**
     * {@return whether an update is made of the microbatches of all workers, by the mean of their gradients; false:
     * each worker makes an update of its own microbatches, be it that weights are averaged now and then, or that there
     * are no others}
     */
    default boolean together() {
        return true;
    }

    /** {@return whether this is the keeper, which computes no microbatch} */
    default boolean isKeeper() {
        return rank() == count();
    }

    /**
     * {@return the first of a worker's microbatches of an update; its last is before that of the next worker}
     *
     * @param worker its number
     * @param microbatches of the update
     */
    default int first(int worker, int microbatches) {
        return (int) Math.min(microbatches, (long) microbatches * worker / count());
    }

    /** {@return these, each making updates of its own microbatches} */
    default Workers apart() {
        Workers all = this;
        return new Workers() {

            @Override
            public int rank() {
                return all.rank();
            }

            @Override
            public int count() {
                return all.count();
            }

            @Override
            public float[] sum(float[] values) {
                return values;
            }

            @Override
            public boolean together() {
                return false;
            }
        };
    }
}
