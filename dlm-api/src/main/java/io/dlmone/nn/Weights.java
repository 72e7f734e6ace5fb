package io.dlmone.nn;

import io.dlmone.graph.Value;

/** Parameters by name, as values of one graph. */
@FunctionalInterface
public interface Weights {

    Value get(String name);

    /** {@return the parameters below {@code prefix.}} */
    default Weights below(String prefix) {
        return name -> get(prefix + "." + name);
    }
}
