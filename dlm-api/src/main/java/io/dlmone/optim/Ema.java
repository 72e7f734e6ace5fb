package io.dlmone.optim;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.nn.Parameters;
import java.util.List;

/** Exponential moving average of parameters, as a graph function: average = rate average + (1 - rate) parameter. */
public final class Ema {

    private Ema() {}

    /**
     * Records one update.
     *
     * @param g graph to record in
     * @param averages the averages, in the parameters' order
     * @param values the parameters' new values
     * @param rate share of the old average, FLOAT32 scalar
     */
    public static void update(Graph g, List<Variable> averages, List<Value> values, Value rate) {
        for (int i = 0; i < averages.size(); i++) {
            Value old = g.read(averages.get(i));
            g.assign(averages.get(i), add(old, mul(sub(values.get(i), old), add(neg(rate), 1))));
        }
    }

    /**
     * As {@link #update(Graph, List, List, Value)} for all trained parameters of a network.
     *
     * @param g graph to record in
     * @param averages averages of the trained parameters
     * @param values the parameters' new values, in the order of the averages
     * @param rate share of the old average that is kept, a scalar
     */
    public static void update(Graph g, Parameters averages, List<Value> values, Value rate) {
        update(g, averages.trainable(), values, rate);
    }
}
