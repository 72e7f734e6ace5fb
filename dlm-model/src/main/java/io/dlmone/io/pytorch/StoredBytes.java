package io.dlmone.io.pytorch;

import io.dlmone.io.ElementType;

/**
 * Elements in an archive, over which tensors are views.
 *
 * @param key the name of its entry below {@code data/}
 * @param width bytes of an element
 * @param size number of elements
 */
record StoredBytes(ElementType type, int width, String key, long size) {

    /** Bytes of its entry. */
    long bytes() {
        return Math.multiplyExact(size, width);
    }
}
