package io.dlmone.distill;

/** Where the teacher arrives from the sources of a microbatch. */
interface Endpoints {

    /** The number of the microbatch that stands for the k-th: that itself, or where there are fewer one of these. */
    long number(long k);

    /** Tokens {@code [microbatch, length]} for sources of a number that this gave. */
    long[] tokens(EndpointSources sources);
}
