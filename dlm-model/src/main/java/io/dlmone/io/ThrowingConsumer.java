package io.dlmone.io;

import java.io.IOException;

/**
 * Writes something to what it is given, and may fail as files fail.
 *
 * @param <T> what is written to: a stream, a directory
 */
@FunctionalInterface
public interface ThrowingConsumer<T> {

    void accept(T target) throws IOException;
}
