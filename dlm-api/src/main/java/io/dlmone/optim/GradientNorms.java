package io.dlmone.optim;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import java.util.List;

/**
 * The L2 norms of gradients.
 *
 * @param each one for each gradient, {@code [n]}
 * @param global of all gradients together, a scalar
 */
public record GradientNorms(Value each, Value global) {

    /**
     * Records the norms of gradients.
     *
     * @param gradients gradients of a loss, all of one graph
     * @return the norms, recorded in that graph
     */
    public static GradientNorms of(List<Value> gradients) {
        Value squares = concat(
                0, gradients.stream().map(g -> reshape(sum(square(g)), 1)).toArray(Value[]::new));
        return new GradientNorms(sqrt(squares), sqrt(sum(squares)));
    }
}
