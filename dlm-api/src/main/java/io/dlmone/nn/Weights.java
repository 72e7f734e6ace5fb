package io.dlmone.nn;

import io.dlmone.graph.Value;

/** Parameters by name, as values of one graph. */
@FunctionalInterface
public interface Weights {

    /**
     * Looks a parameter up.
     *
     * @param name its name below this prefix
     * @return its value in the graph
     */
    Value get(String name);

    /**
     * {@return the parameters below {@code prefix.}}
     *
     * @param prefix first part of a name, without the dot after it
     */
    default Weights below(String prefix) {
        return name -> get(prefix + "." + name);
    }
}
