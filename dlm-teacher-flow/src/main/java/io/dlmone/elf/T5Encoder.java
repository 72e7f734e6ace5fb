package io.dlmone.elf;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.Layers;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.ParameterSpec.Init;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The encoder of T5 (Raffel et al. 2020), with the parameter names of Hugging Face's checkpoints: blocks of attention
 * without scaling but with a position bias, and of ReLU feed-forward parts, each after an RMS normalisation.
 */
final class T5Encoder {

    /** What is added to the score of a key that a query does not see. */
    private static final double UNSEEN = -Float.MAX_VALUE;

    private static final String POSITIONS = "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight";

    private final T5Config config;
    private final Weights w;

    T5Encoder(T5Config config, Weights weights) {
        this.config = config;
        this.w = weights;
    }

    /** The parameters, whose names begin with {@code prefix}; random ones are as T5 begins its training. */
    static List<ParameterSpec> spec(String prefix, T5Config c) {
        int inner = c.heads() * c.headWidth();
        double perWidth = 1 / Math.sqrt(c.width());
        List<ParameterSpec> all = new ArrayList<>();
        all.add(matrix(prefix + "shared", c.vocabulary(), c.width(), 1));
        for (int i = 0; i < c.layers(); i++) {
            String attention = prefix + "encoder.block." + i + ".layer.0.";
            all.add(matrix(attention + "SelfAttention.q", inner, c.width(), perWidth / Math.sqrt(c.headWidth())));
            all.add(matrix(attention + "SelfAttention.k", inner, c.width(), perWidth));
            all.add(matrix(attention + "SelfAttention.v", inner, c.width(), perWidth));
            all.add(matrix(attention + "SelfAttention.o", c.width(), inner, 1 / Math.sqrt(inner)));
            if (i == 0) {
                Shape table = Shape.of(c.buckets(), c.heads());
                all.add(new ParameterSpec(prefix + POSITIONS, table, new Init.Normal(perWidth)));
            }
            all.add(Layers.rmsNormSpec(attention + "layer_norm", c.width()));
            String feed = prefix + "encoder.block." + i + ".layer.1.";
            all.add(matrix(feed + "DenseReluDense.wi", c.feedForward(), c.width(), perWidth));
            all.add(matrix(feed + "DenseReluDense.wo", c.width(), c.feedForward(), 1 / Math.sqrt(c.feedForward())));
            all.add(Layers.rmsNormSpec(feed + "layer_norm", c.width()));
        }
        all.add(Layers.rmsNormSpec(prefix + "encoder.final_layer_norm", c.width()));
        return all;
    }

    private static ParameterSpec matrix(String name, int out, int in, double deviation) {
        return new ParameterSpec(name + ".weight", Shape.of(out, in), new Init.Normal(deviation));
    }

    /**
     * {@return the states after the last normalisation, {@code [batch, length, width]}}
     *
     * @param ids INT64 {@code [batch, length]}
     * @param seen BOOL {@code [batch, length, length]} or {@code [batch, 1, length]}: which queries see which keys
     */
    Value encode(Value ids, Value seen) {
        List<Value> states = states(ids, seen);
        return norm("encoder.final_layer_norm", states.get(states.size() - 1));
    }

    /** The embeddings, and the states after each block. */
    List<Value> states(Value ids, Value seen) {
        Value bias = add(positionBias(ids.graph(), ids.shape().dim(1)), penalty(seen));
        List<Value> states = new ArrayList<>();
        Value h = gather(w.get("shared.weight"), ids);
        states.add(h);
        for (int i = 0; i < config.layers(); i++) {
            String block = "encoder.block." + i + ".layer.";
            Value a = norm(block + "0.layer_norm", h);
            h = add(h, attention(w.below(block + "0.SelfAttention"), a, bias));
            Weights feed = w.below(block + "1.DenseReluDense");
            Value f = norm(block + "1.layer_norm", h);
            h = add(h, Layers.project(feed.below("wo"), max(Layers.project(feed.below("wi"), f), 0)));
            states.add(h);
        }
        return states;
    }

    /** What block 0's table adds to the scores of all blocks, {@code [1, heads, length, length]}. */
    Value positionBias(Graph g, int length) {
        long[] buckets = new long[length * length];
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                buckets[query * length + key] = bucket(key - query, config.buckets(), config.maxDistance());
            }
        }
        Value rows = gather(w.get(POSITIONS), g.constant(Tensor.of(Shape.of(length, length), buckets)));
        return reshape(transpose(rows, 2, 0, 1), 1, config.heads(), length, length);
    }

    /**
     * The row of the position table for a key that is {@code distance} after the query: half of the rows for either
     * direction; of these half for small distances, the rest grow by a constant factor.
     */
    static int bucket(int distance, int buckets, int maxDistance) {
        int half = buckets / 2;
        int exact = half / 2;
        int offset = distance > 0 ? half : 0;
        int r = Math.abs(distance);
        if (r < exact) {
            return offset + r;
        }
        double share = Math.log((double) r / exact) / Math.log((double) maxDistance / exact);
        // a distance that is a power in the row of factors lies on the border, and belongs to the upper bucket
        int far = exact + (int) Math.floor(share * (half - exact) + 1e-9);
        return offset + Math.min(half - 1, far);
    }

    private static Value penalty(Value seen) {
        Graph g = seen.graph();
        int[] d = seen.shape().dims();
        return reshape(where(seen, g.constant(0), g.constant(UNSEEN)), d[0], 1, d[1], d[2]);
    }

    private Value attention(Weights layer, Value x, Value bias) {
        Value q = split(Layers.project(layer.below("q"), x));
        Value k = split(Layers.project(layer.below("k"), x));
        Value v = split(Layers.project(layer.below("v"), x));
        Value context = matmul(softmax(add(matmul(q, transposeMatrix(k)), bias)), v);
        int[] d = x.shape().dims();
        Value joined = reshape(transpose(context, 0, 2, 1, 3), d[0], d[1], config.heads() * config.headWidth());
        return Layers.project(layer.below("o"), joined);
    }

    private Value split(Value x) {
        int[] d = x.shape().dims();
        return transpose(reshape(x, d[0], d[1], config.heads(), config.headWidth()), 0, 2, 1, 3);
    }

    private Value norm(String name, Value x) {
        return Layers.rmsNorm(w.below(name), x, config.epsilon());
    }
}
