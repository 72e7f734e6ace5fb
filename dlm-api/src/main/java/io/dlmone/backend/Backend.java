package io.dlmone.backend;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.List;

/**
 * An open engine: compiles graphs and holds the values of variables. Owns all native memory; {@link #close} frees it,
 * after which every other call throws {@link IllegalStateException}. Closing twice does nothing. Programs of one
 * backend share its variables.
 *
 * <p>Thread-safe: calls from many threads, also to the backend's programs, give what they would give one after the
 * other, in some order. {@link #close} and {@link #release} wait for runs under way.
 *
 * <p>Reading a variable that was never written, running a program over one, compiling over a frozen variable that was
 * never written, writing a frozen variable after a program that reads it was compiled, and running a program after one
 * of its variables was released are {@link IllegalStateException}s that name the variable.
 */
public interface Backend extends AutoCloseable {

    /** {@return its provider's name} */
    String name();

    /**
     * Turns a graph into a program. Equal graphs over the same variables are compiled once. Frozen variables must have
     * been written before.
     *
     * @param graph any graph that verifies
     * @return the program, which the backend closes
     */
    Program compile(Graph graph);

    /**
     * Sets a variable. A frozen variable can be written until a program that reads it is compiled.
     *
     * @param variable the variable
     * @param value of its type and shape; copied
     */
    void write(Variable variable, Tensor value);

    /**
     * {@return a copy of a variable's value}
     *
     * @param variable one that has a value
     */
    Tensor read(Variable variable);

    /**
     * Frees a variable's memory and the programs compiled over it; does nothing for a variable that has no value.
     *
     * @param variable the variable
     */
    void release(Variable variable);

    /**
     * {@return the verdicts on the engine's special paths that have been reached so far in this process, in the order
     * in which they were reached} Empty for a backend that only uses plain operators. Can be called by any thread, and
     * once the backend is closed.
     */
    default List<PathCheck> pathChecks() {
        return List.of();
    }

    /** {@return the workers with which updates made on this backend are shared; by default there are no others} */
    default Workers workers() {
        return Workers.ALONE;
    }

    @Override
    void close();
}
