package io.dlmone.backend;

import io.dlmone.graph.FreeRows;
import io.dlmone.graph.Graph;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The format in which a backend hands programs to its engine, as files that run without this library: the engine's own
 * tools read them in any language. Writing them touches no native code, so that it works where the engine does not.
 * Immutable and thread-safe.
 */
public interface ProgramFormat {

    /** {@return the stable name that users give, such as {@code onnx}} */
    String name();

    /** {@return the name of the file in which the program is, such as {@code model.onnx}} */
    String fileName();

    /**
     * Writes a program into a directory, with plain operators only: what a machine's engine makes of it is not known
     * here. Inputs and outputs have the graph's names, in the graph's order.
     *
     * @param graph without variables: weights are constants
     * @param anyRows whether batches of any size are to be taken, for a graph recorded for one row (see
     *     {@link FreeRows}); else the file takes batches of the recorded size
     * @param directory an empty one
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if the graph has variables, or does not keep the rows of a batch apart
     */
    void write(Graph graph, boolean anyRows, Path directory) throws IOException;
}
