package io.dlmone.graph;

import static io.dlmone.graph.TensorType.floats;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** The shape rules of the operators. */
final class Shapes {

    private Shapes() {}

    private static void require(boolean ok, String what) {
        if (!ok) {
            throw new IllegalArgumentException(what);
        }
    }

    private static void requireType(Value v, DType type) {
        require(v.type() == type, "input " + v + " must be " + type + ", is " + v.type());
    }

    private static void requireFloats(List<Value> in) {
        in.forEach(v -> requireType(v, DType.FLOAT32));
    }

    private static void requireSameShape(Value a, Value b) {
        require(a.shape().equals(b.shape()), "shapes " + a.shape() + " and " + b.shape() + " differ");
    }

    static List<TensorType> input(List<Value> in, Attributes a) {
        return List.of(a.object("type", TensorType.class));
    }

    static List<TensorType> constant(List<Value> in, Attributes a) {
        Tensor t = a.object("value", Tensor.class);
        return List.of(new TensorType(t.type(), t.shape()));
    }

    static List<TensorType> variable(List<Value> in, Attributes a) {
        Variable v = a.object("variable", Variable.class);
        return List.of(new TensorType(v.type(), v.shape()));
    }

    static List<TensorType> broadcast(List<Value> in, Attributes a) {
        requireFloats(in);
        return List.of(floats(Shape.broadcast(in.get(0).shape(), in.get(1).shape())));
    }

    static List<TensorType> compare(List<Value> in, Attributes a) {
        require(in.get(0).type() == in.get(1).type(), "element types differ");
        return List.of(new TensorType(
                DType.BOOL, Shape.broadcast(in.get(0).shape(), in.get(1).shape())));
    }

    static List<TensorType> order(List<Value> in, Attributes a) {
        require(in.get(0).type() != DType.BOOL, "truths have no order");
        return compare(in, a);
    }

    static List<TensorType> logical(List<Value> in, Attributes a) {
        in.forEach(v -> requireType(v, DType.BOOL));
        Shape s = in.size() == 1
                ? in.get(0).shape()
                : Shape.broadcast(in.get(0).shape(), in.get(1).shape());
        return List.of(new TensorType(DType.BOOL, s));
    }

    static List<TensorType> where(List<Value> in, Attributes a) {
        requireType(in.get(0), DType.BOOL);
        require(in.get(1).type() == in.get(2).type(), "element types differ");
        Shape s = Shape.broadcast(
                in.get(0).shape(), Shape.broadcast(in.get(1).shape(), in.get(2).shape()));
        return List.of(new TensorType(in.get(1).type(), s));
    }

    static List<TensorType> same(List<Value> in, Attributes a) {
        requireType(in.get(0), DType.FLOAT32);
        return List.of(in.get(0).tensorType());
    }

    /** All inputs alike. */
    static List<TensorType> alike(List<Value> in, Attributes a) {
        requireFloats(in);
        in.forEach(v -> requireSameShape(in.get(0), v));
        return List.of(in.get(0).tensorType());
    }

    /** All inputs alike, and made of rows. */
    static List<TensorType> rows(List<Value> in, Attributes a) {
        require(in.get(0).shape().rank() >= 1, "a scalar has no last axis");
        return alike(in, a);
    }

    static List<TensorType> cast(List<Value> in, Attributes a) {
        require(a.object("to", DType.class) != DType.INT8, "nothing is cast to INT8");
        return List.of(new TensorType(a.object("to", DType.class), in.get(0).shape()));
    }

    static List<TensorType> reshape(List<Value> in, Attributes a) {
        Shape s = Shape.of(a.integers("shape"));
        require(s.size() == in.get(0).shape().size(), "shape " + s + " has another number of elements");
        return List.of(new TensorType(in.get(0).type(), s));
    }

    static List<TensorType> expand(List<Value> in, Attributes a) {
        Shape s = Shape.of(a.integers("shape"));
        require(Shape.broadcast(in.get(0).shape(), s).equals(s), "cannot expand to " + s);
        return List.of(new TensorType(in.get(0).type(), s));
    }

    static List<TensorType> transpose(List<Value> in, Attributes a) {
        int[] perm = a.integers("perm");
        int[] sorted = perm.clone();
        Arrays.sort(sorted);
        Shape s = in.get(0).shape();
        require(Arrays.equals(sorted, Graph.range(0, s.rank())), "not a permutation of the axes");
        return List.of(new TensorType(
                in.get(0).type(), Shape.of(Arrays.stream(perm).map(s::dim).toArray())));
    }

    static List<TensorType> concat(List<Value> in, Attributes a) {
        int axis = a.integer("axis");
        Shape first = in.get(0).shape();
        int total = 0;
        for (Value v : in) {
            requireType(v, in.get(0).type());
            require(v.shape().with(axis, 0).equals(first.with(axis, 0)), "shapes differ off the axis");
            total += v.shape().dim(axis);
        }
        return List.of(new TensorType(in.get(0).type(), first.with(axis, total)));
    }

    static List<TensorType> slice(List<Value> in, Attributes a) {
        Shape s = in.get(0).shape();
        int axis = a.integer("axis");
        int start = a.integer("start");
        int end = a.integer("end");
        require(0 <= start && start <= end && end <= s.dim(axis), "slice outside the axis");
        return List.of(new TensorType(in.get(0).type(), s.with(axis, end - start)));
    }

    static List<TensorType> pad(List<Value> in, Attributes a) {
        requireFloats(in);
        Shape s = in.get(0).shape();
        int axis = a.integer("axis");
        require(a.integer("before") >= 0 && a.integer("after") >= 0, "negative padding");
        return List.of(floats(s.with(axis, s.dim(axis) + a.integer("before") + a.integer("after"))));
    }

    static List<TensorType> matmul(List<Value> in, Attributes a) {
        requireFloats(in);
        Shape x = in.get(0).shape();
        Shape y = in.get(1).shape();
        require(x.rank() >= 2 && y.rank() >= 2, "matrices need two axes");
        require(x.dim(-1) == y.dim(-2), "inner dimensions differ");
        Shape batch = Shape.broadcast(x.prefix(x.rank() - 2), y.prefix(y.rank() - 2));
        return List.of(floats(batch.append(x.dim(-2), y.dim(-1))));
    }

    static List<TensorType> gather(List<Value> in, Attributes a) {
        requireType(in.get(1), DType.INT64);
        Shape table = in.get(0).shape();
        require(table.rank() >= 1, "a table needs an axis");
        int[] row = Arrays.copyOfRange(table.dims(), 1, table.rank());
        return List.of(new TensorType(in.get(0).type(), in.get(1).shape().append(row)));
    }

    static List<TensorType> scatterAdd(List<Value> in, Attributes a) {
        requireType(in.get(0), DType.INT64);
        requireType(in.get(1), DType.FLOAT32);
        Shape indices = in.get(0).shape();
        Shape rows = in.get(1).shape();
        require(rows.rank() >= indices.rank() && rows.prefix(indices.rank()).equals(indices), "one row for each index");
        int[] row = Arrays.copyOfRange(rows.dims(), indices.rank(), rows.rank());
        return List.of(floats(Shape.of(a.integer("rows")).append(row)));
    }

    static List<TensorType> gatherElements(List<Value> in, Attributes a) {
        requireType(in.get(0), DType.FLOAT32);
        requireType(in.get(1), DType.INT64);
        require(in.get(1).shape().equals(in.get(0).shape().with(-1, 1)), "one index for each row");
        return List.of(floats(in.get(1).shape()));
    }

    static List<TensorType> oneHot(List<Value> in, Attributes a) {
        requireType(in.get(0), DType.INT64);
        return List.of(floats(in.get(0).shape().append(a.integer("depth"))));
    }

    static List<TensorType> reduce(List<Value> in, Attributes a) {
        requireType(in.get(0), DType.FLOAT32);
        return List.of(floats(reduced(in.get(0).shape(), a.integers("axes"), a.integer("keepdims") == 1)));
    }

    static Shape reduced(Shape s, int[] axes, boolean keep) {
        boolean[] gone = new boolean[s.rank()];
        for (int axis : axes) {
            gone[s.axis(axis)] = true;
        }
        return Shape.of(java.util.stream.IntStream.range(0, s.rank())
                .filter(i -> keep || !gone[i])
                .map(i -> gone[i] ? 1 : s.dim(i))
                .toArray());
    }

    static List<TensorType> argMax(List<Value> in, Attributes a) {
        Shape s = in.get(0).shape();
        require(s.rank() >= 1 && s.dim(-1) > 0, "nothing to choose from in " + s);
        return List.of(new TensorType(DType.INT64, s.prefix(s.rank() - 1)));
    }

    static List<TensorType> layerNorm(List<Value> in, Attributes a) {
        requireFloats(in);
        Shape x = in.get(0).shape();
        Shape width = Shape.of(x.dim(-1));
        require(in.get(1).shape().equals(width) && in.get(2).shape().equals(width), "scale and bias must be " + width);
        return List.of(floats(x), floats(x.with(-1, 1)), floats(x.with(-1, 1)));
    }

    static List<TensorType> layerNormGrad(List<Value> in, Attributes a) {
        requireFloats(in);
        Shape x = in.get(1).shape();
        requireSameShape(in.get(0), in.get(1));
        require(in.get(2).shape().equals(Shape.of(x.dim(-1))), "scale must be " + Shape.of(x.dim(-1)));
        Shape row = x.with(-1, 1);
        require(in.get(3).shape().equals(row) && in.get(4).shape().equals(row), "statistics must be " + row);
        TensorType width = floats(Shape.of(x.dim(-1)));
        return List.of(floats(x), width, width);
    }

    static List<TensorType> rmsNorm(List<Value> in, Attributes a) {
        requireFloats(in);
        Shape x = in.get(0).shape();
        require(x.rank() >= 1, "a scalar has no last axis");
        require(in.get(1).shape().equals(Shape.of(x.dim(-1))), "scale must be " + Shape.of(x.dim(-1)));
        return List.of(floats(x));
    }

    static List<TensorType> crossEntropy(List<Value> in, Attributes a) {
        requireType(in.get(0), DType.FLOAT32);
        requireType(in.get(1), DType.INT64);
        Shape logits = in.get(0).shape();
        require(
                logits.rank() == 2 && in.get(1).shape().equals(logits.prefix(1)),
                "needs logits [n, classes], labels [n]");
        return List.of(floats(logits.prefix(1)));
    }

    static List<TensorType> crossEntropyGrad(List<Value> in, Attributes a) {
        TensorType loss = crossEntropy(in.subList(1, 3), a).get(0);
        require(in.get(0).tensorType().equals(loss), "the gradient must be " + loss);
        return List.of(in.get(1).tensorType());
    }

    static List<TensorType> attention(List<Value> in, Attributes a) {
        requireFloats(in);
        Shape q = in.get(0).shape();
        Shape k = in.get(1).shape();
        Shape v = in.get(2).shape();
        require(q.rank() == 4 && k.rank() == 4 && v.rank() == 4, "needs [batch, heads, length, width]");
        require(q.dim(-1) == k.dim(-1) && k.dim(-2) == v.dim(-2), "queries, keys and values do not fit");
        require(q.prefix(2).equals(k.prefix(2)) && q.prefix(2).equals(v.prefix(2)), "batch or heads differ");
        return List.of(floats(q.with(-1, v.dim(-1))), floats(q.prefix(3)));
    }

    static List<TensorType> attentionGrad(List<Value> in, Attributes a) {
        List<TensorType> y = attention(in.subList(1, 4), a);
        require(in.get(0).tensorType().equals(y.get(0)), "the gradient must be " + y.get(0));
        require(
                in.subList(4, 6).stream().map(Value::tensorType).toList().equals(y),
                "attention's outputs must be " + y);
        return in.subList(1, 4).stream().map(Value::tensorType).toList();
    }
}
