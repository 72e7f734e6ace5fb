package io.dlmone.io;

import java.io.IOException;

/**
 * Writes something to what it is given, and may fail as files fail.
 *
 * @param <T> what is written to: a stream, a directory
 */
@FunctionalInterface
public interface ThrowingConsumer<T> {

    /**
     * Writes to the target, which the caller opens and closes.
     *
     * @param target where to
     * @throws IOException if it cannot be written
     */
    void accept(T target) throws IOException;
}
