package io.dlmone.nn;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Dropout whose masks are inputs of the graph, drawn on the host, so that every engine drops the same elements. Each
 * use adds one input {@code prefix/n}; {@link #masks} gives the tensors for a step.
 */
public final class MaskedDropout implements Dropout {

    private final Graph graph;
    private final String prefix;
    private final double rate;
    private final Map<String, Shape> sites = new LinkedHashMap<>();

    /** @param rate share of elements that become zero, in [0, 1) */
    public MaskedDropout(Graph graph, String prefix, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout rate must be in [0, 1), got " + rate);
        }
        this.graph = graph;
        this.prefix = prefix;
        this.rate = rate;
    }

    @Override
    public Value apply(Value x) {
        if (rate == 0) {
            return x;
        }
        String name = prefix + "/" + sites.size();
        sites.put(name, x.shape());
        Value keep = graph.input(name, DType.BOOL, x.shape().dims());
        return Ops.where(keep, Ops.mul(x, 1 / (1 - rate)), graph.constant(0));
    }

    /** The masks of one step, by input name. */
    public Map<String, Tensor> masks(long seed, long step) {
        Map<String, Tensor> masks = new LinkedHashMap<>();
        sites.forEach((name, shape) ->
                masks.put(name, Tensor.of(shape, CounterRandom.of(seed, name).booleans(step, shape.size(), 1 - rate))));
        return masks;
    }
}
