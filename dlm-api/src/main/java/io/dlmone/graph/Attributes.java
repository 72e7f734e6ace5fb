package io.dlmone.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The named constants of a node (axes, shapes, epsilons): integers, lists of integers, doubles or any value object. */
public final class Attributes {

    /** No attributes. */
    public static final Attributes NONE = new Attributes(new TreeMap<>());

    private final TreeMap<String, Object> values;

    private Attributes(TreeMap<String, Object> values) {
        this.values = values;
    }

    /**
     * {@return one attribute}
     *
     * @param name as ONNX names it
     * @param value an int, double, array of int, or an object of the operator
     */
    public static Attributes of(String name, Object value) {
        return NONE.and(name, value);
    }

    /**
     * {@return these attributes and one more}
     *
     * @param name as ONNX names it
     * @param value an int, double, array of int, or an object of the operator
     */
    public Attributes and(String name, Object value) {
        TreeMap<String, Object> more = new TreeMap<>(values);
        more.put(name, value instanceof int[] ints ? list(ints) : value);
        return new Attributes(more);
    }

    /**
     * {@return an attribute that is a whole number}
     *
     * @param name its name
     */
    public int integer(String name) {
        return (Integer) get(name);
    }

    /**
     * {@return an attribute that is a number}
     *
     * @param name its name
     */
    public double real(String name) {
        return (Double) get(name);
    }

    /**
     * {@return an attribute that is a list of whole numbers}
     *
     * @param name its name
     */
    public int[] integers(String name) {
        List<?> l = (List<?>) get(name);
        return l.stream().mapToInt(i -> (Integer) i).toArray();
    }

    /**
     * {@return the attribute as an object of the given type}
     *
     * @param <T> the type
     * @param name its name
     * @param type the class of the type
     */
    public <T> T object(String name, Class<T> type) {
        return type.cast(get(name));
    }

    /** {@return all attributes by name} */
    public Map<String, Object> asMap() {
        return Map.copyOf(values);
    }

    private Object get(String name) {
        Object v = values.get(name);
        if (v == null) {
            throw new IllegalArgumentException("attribute " + name + " is missing in " + this);
        }
        return v;
    }

    private static List<Integer> list(int[] ints) {
        List<Integer> l = new ArrayList<>(ints.length);
        for (int i : ints) {
            l.add(i);
        }
        return List.copyOf(l);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Attributes a && a.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.isEmpty() ? "" : values.toString();
    }
}
