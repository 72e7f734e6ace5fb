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
    private final double attentionRate;
    private final Map<String, Site> sites = new LinkedHashMap<>();

    private record Site(Shape shape, double rate) {}

    /**
     * The same rate everywhere.
     *
     * @param graph graph of the network
     * @param prefix begins the names of the inputs that take the masks
     * @param rate share of elements that become zero, in [0, 1)
     */
    public MaskedDropout(Graph graph, String prefix, double rate) {
        this(graph, prefix, rate, rate);
    }

    /**
     * Both rates are shares of elements that become zero, in [0, 1).
     *
     * @param graph graph of the network
     * @param prefix begins the names of the inputs that take the masks
     * @param rate for hidden states
     * @param attentionRate of attention's probabilities
     */
    public MaskedDropout(Graph graph, String prefix, double rate, double attentionRate) {
        for (double r : new double[] {rate, attentionRate}) {
            if (!(r >= 0 && r < 1)) {
                throw new IllegalArgumentException("dropout rate must be in [0, 1), got " + r);
            }
        }
        this.graph = graph;
        this.prefix = prefix;
        this.rate = rate;
        this.attentionRate = attentionRate;
    }

    @Override
    public Dropout ofAttention() {
        return attentionRate == 0 ? NONE : x -> drop(x, attentionRate);
    }

    @Override
    public Value apply(Value x) {
        return rate == 0 ? x : drop(x, rate);
    }

    private Value drop(Value x, double rate) {
        String name = prefix + "/" + sites.size();
        sites.put(name, new Site(x.shape(), rate));
        Value keep = graph.input(name, DType.BOOL, x.shape().dims());
        return Ops.where(keep, Ops.mul(x, 1 / (1 - rate)), graph.constant(0));
    }

    /**
     * {@return the masks of one step, by input name}
     *
     * @param seed seed of the training
     * @param step number of the update
     */
    public Map<String, Tensor> masks(long seed, long step) {
        Map<String, Tensor> masks = new LinkedHashMap<>();
        sites.forEach((name, site) -> masks.put(
                name,
                Tensor.of(
                        site.shape(),
                        CounterRandom.of(seed, name).booleans(step, site.shape().size(), 1 - site.rate()))));
        return masks;
    }
}
