package io.dlmone.backend.check;

import io.dlmone.graph.Gradients;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What networks consist of beside products, each over several shapes, with its gradients. */
record LayerCases(long seed) {

    /** Batch, heads, length, keys, width, width of values. */
    private static final int[][] ATTENTIONS = {
        {1, 1, 1, 1, 1, 1},
        {2, 2, 3, 5, 8, 6},
        {2, 4, 48, 48, 16, 16},
        {3, 2, 16, 157, 3, 3},
        {1, 2, 157, 157, 48, 48},
        {1, 1, 300, 300, 16, 16},
    };

    /** Rows and columns. */
    private static final int[][] MATRICES = {{2, 3}, {48, 16}, {3, 48}, {16, 157}, {5, 513}, {3, 1000}, {513, 2}};

    /** Values, rows they are added to, columns. */
    private static final int[][] SUMS = {{1, 1, 1}, {16, 3, 1000}, {157, 513, 48}, {1000, 16, 157}};

    Stream<CheckCase> all() {
        return Stream.concat(
                Stream.of(ATTENTIONS).flatMap(this::attention),
                Stream.concat(
                        Stream.of(MATRICES).flatMap(this::rows), Stream.of(SUMS).map(this::gatherAndScatterAdd)));
    }

    private Stream<CheckCase> attention(int[] d) {
        Map<String, Tensor> inputs = Map.of(
                "q", normal("q", d[0], d[1], d[2], d[4]),
                "k", normal("k", d[0], d[1], d[3], d[4]),
                "v", normal("v", d[0], d[1], d[3], d[5]),
                "c", normal("c", d[0], d[1], d[2], d[5]));
        String name = "attention of " + Shape.of(d);
        return Stream.of(
                CheckCase.of(
                        Kind.ATTENTION,
                        name,
                        inputs,
                        Map.of(),
                        (x, w) -> Map.of("y", Ops.attention(x.apply("q"), x.apply("k"), x.apply("v")))),
                CheckCase.of(Kind.ATTENTION_GRADIENTS, name, inputs, Map.of(), (x, w) -> {
                    List<Value> qkv = Stream.of("q", "k", "v").map(x).toList();
                    Value y = Ops.attention(qkv.get(0), qkv.get(1), qkv.get(2));
                    return named("d", Gradients.of(Ops.sum(Ops.mul(y, x.apply("c"))), qkv));
                }));
    }

    private Stream<CheckCase> rows(int[] d) {
        return Stream.of(
                ofRows(Kind.SOFTMAX, "softmax", d, Ops::softmax),
                ofRows(Kind.SOFTMAX, "log softmax", d, Ops::logSoftmax),
                ofRows(Kind.GELU, "GELU", d, Ops::gelu),
                normalisation(d),
                rootMeanSquares(d),
                crossEntropy(d));
    }

    /** A function with its gradient. */
    private CheckCase ofRows(Kind kind, String name, int[] d, UnaryOperator<Value> f) {
        Map<String, Tensor> inputs = Map.of("x", normal("x", d), "c", normal("c", d));
        return CheckCase.of(kind, name + " of " + Shape.of(d), inputs, Map.of(), (x, w) -> {
            Value y = f.apply(Ops.mul(x.apply("x"), 3));
            return withGradients(y, x.apply("c"), List.of(x.apply("x")));
        });
    }

    private CheckCase normalisation(int[] d) {
        Map<String, Tensor> inputs = Map.of("x", normal("x", d), "c", normal("c", d));
        Map<String, Tensor> weights = Map.of("scale", normal("scale", d[1]), "bias", normal("bias", d[1]));
        return CheckCase.of(Kind.NORMALISATION, "layer normalisation of " + Shape.of(d), inputs, weights, (x, w) -> {
            Value y = Ops.layerNorm(x.apply("x"), w.get("scale"), w.get("bias"), 1e-5);
            return withGradients(y, x.apply("c"), List.of(x.apply("x"), w.get("scale"), w.get("bias")));
        });
    }

    private CheckCase rootMeanSquares(int[] d) {
        Map<String, Tensor> inputs = Map.of("x", normal("x", d), "c", normal("c", d));
        Map<String, Tensor> weights = Map.of("scale", normal("scale", d[1]));
        return CheckCase.of(Kind.NORMALISATION, "RMS normalisation of " + Shape.of(d), inputs, weights, (x, w) -> {
            Value y = Ops.rmsNorm(x.apply("x"), w.get("scale"), 1e-5);
            return withGradients(y, x.apply("c"), List.of(x.apply("x"), w.get("scale")));
        });
    }

    private CheckCase crossEntropy(int[] d) {
        Map<String, Tensor> inputs =
                Map.of("x", normal("x", d), "label", indices("label", d[1], d[0]), "c", normal("c", d[0]));
        return CheckCase.of(Kind.CROSS_ENTROPY, "cross entropy of " + Shape.of(d), inputs, Map.of(), (x, w) -> {
            Value y = Ops.crossEntropy(x.apply("x"), x.apply("label"));
            return withGradients(y, x.apply("c"), List.of(x.apply("x")));
        });
    }

    private CheckCase gatherAndScatterAdd(int[] d) {
        Map<String, Tensor> inputs = Map.of("at", indices("at", d[1], d[0]), "c", normal("c", d[0], d[2]));
        Map<String, Tensor> weights = Map.of("table", normal("table", d[1], d[2]));
        return CheckCase.of(Kind.SCATTER_ADD, "scatter-add of " + Shape.of(d), inputs, weights, (x, w) -> {
            Value y = Ops.gather(w.get("table"), x.apply("at"));
            Map<String, Value> all = withGradients(y, x.apply("c"), List.of(w.get("table")));
            all.put("sums", Ops.scatterAdd(x.apply("at"), x.apply("c"), d[1]));
            return all;
        });
    }

    /** {@code y} and the gradients of the sum of its products with {@code c}. */
    private static Map<String, Value> withGradients(Value y, Value c, List<Value> of) {
        Map<String, Value> all = named("d", Gradients.of(Ops.sum(Ops.mul(y, c)), of));
        all.put("y", y);
        return all;
    }

    private static Map<String, Value> named(String prefix, List<Value> values) {
        Map<String, Value> named = new LinkedHashMap<>();
        IntStream.range(0, values.size()).forEach(i -> named.put(prefix + i, values.get(i)));
        return named;
    }

    private Tensor normal(String name, int... dims) {
        Shape shape = Shape.of(dims);
        return Tensor.of(shape, CounterRandom.of(seed, name + shape).gaussians(0, shape.size()));
    }

    private Tensor indices(String name, int bound, int count) {
        return Tensor.of(Shape.of(count), CounterRandom.of(seed, name).integers(count, count, bound));
    }
}
