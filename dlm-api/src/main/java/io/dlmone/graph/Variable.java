package io.dlmone.graph;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import java.util.Objects;

/**
 * Named state that lives on a backend's device: a parameter, a moment of an optimiser, an average. A graph reads it and
 * may assign it; a backend holds its value. Two variables are the same only if they are the same object.
 *
 * <p>A <em>frozen</em> variable keeps the value it had when a program that reads it was compiled; backends may bake it
 * into the program and pack it for speed. Graphs cannot assign it.
 */
public final class Variable {

    private final String name;
    private final DType type;
    private final Shape shape;
    private final boolean frozen;

    private Variable(String name, DType type, Shape shape, boolean frozen) {
        this.name = Objects.requireNonNull(name);
        this.type = Objects.requireNonNull(type);
        this.shape = Objects.requireNonNull(shape);
        this.frozen = frozen;
    }

    /**
     * {@return a FLOAT32 variable that graphs can assign}
     *
     * @param name unique in a backend
     * @param shape its shape
     */
    public static Variable of(String name, Shape shape) {
        return new Variable(name, DType.FLOAT32, shape, false);
    }

    /**
     * {@return a FLOAT32 variable whose value no graph changes}
     *
     * @param name unique in a backend
     * @param shape its shape
     */
    public static Variable frozen(String name, Shape shape) {
        return frozen(name, DType.FLOAT32, shape);
    }

    /**
     * {@return a variable whose value no graph changes}
     *
     * @param name unique in a backend
     * @param type its element type
     * @param shape its shape
     */
    public static Variable frozen(String name, DType type, Shape shape) {
        return new Variable(name, type, shape, true);
    }

    /** {@return its name, unique in a backend} */
    public String name() {
        return name;
    }

    /** {@return its shape} */
    public Shape shape() {
        return shape;
    }

    /** {@return its element type} */
    public DType type() {
        return type;
    }

    /** {@return whether no graph may assign it} */
    public boolean isFrozen() {
        return frozen;
    }

    @Override
    public String toString() {
        return name + shape + (frozen ? " frozen" : "");
    }
}
