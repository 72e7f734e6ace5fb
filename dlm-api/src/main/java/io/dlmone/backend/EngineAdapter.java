package io.dlmone.backend;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a backend does with its engine. {@link SharedBackend} makes a {@link Backend} of it: it lets in one thread at a
 * time, and nobody once it is closed; it keeps the programs, and closes those over a variable before the variable is
 * released and all of them before the engine is closed; it checks special paths before they are used. An adapter needs
 * no locks and no checks of its own for that.
 */
public interface EngineAdapter {

    /** {@return the provider's name} */
    String name();

    /**
     * {@return a graph in the engine's form}
     *
     * @param graph a verified graph
     * @param trusted whether a special path, cut out of this graph, is to be used; where it is not, the same is lowered
     *     to plain operators. May check the path with this engine before it answers
     */
    Lowered lower(Graph graph, Predicate<Probe> trusted);

    /**
     * Sets a variable; see {@link Backend#write}.
     *
     * @param variable the variable
     * @param value of its type and shape
     */
    void write(Variable variable, Tensor value);

    /**
     * {@return a copy of a variable's value; see {@link Backend#read}}
     *
     * @param variable one that has a value
     */
    Tensor read(Variable variable);

    /**
     * Frees a variable's memory, which no program uses any more.
     *
     * @param variable the variable
     */
    void release(Variable variable);

    /** Frees all native memory that is left, once. */
    void close();

    /**
     * A graph in the engine's form.
     *
     * @param key equal for graphs that one program can serve
     * @param load makes the program; called at most once
     */
    record Lowered(Object key, Supplier<? extends EngineProgram> load) {

        /**
         * {@return a graph in an engine's own serialised form, which is not kept as a key but for its digest}
         *
         * @param form the program in the engine's format
         * @param names what the form does not say: the names and types of inputs and outputs
         * @param load makes the program of it
         */
        public static Lowered of(byte[] form, String names, Supplier<? extends EngineProgram> load) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(names.getBytes(StandardCharsets.UTF_8));
                return new Lowered(ByteBuffer.wrap(digest.digest(form)), load);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
