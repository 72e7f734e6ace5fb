package io.dlmone.oracle;

import static io.dlmone.oracle.NdArray.broadcastStrides;
import static io.dlmone.oracle.NdArray.offsets;

import io.dlmone.graph.Attributes;
import io.dlmone.graph.Op;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** The operators that are not composite, straight from their definitions. */
final class Primitives {

    private Primitives() {}

    static NdArray evaluate(Op op, List<NdArray> in, Attributes a) {
        NdArray x = in.get(0);
        return switch (op) {
            case ADD -> zip(in, (p, q) -> p + q);
            case SUB -> zip(in, (p, q) -> p - q);
            case MUL -> zip(in, (p, q) -> p * q);
            case DIV -> zip(in, (p, q) -> p / q);
            case MAX -> zip(in, Math::max);
            case MIN -> zip(in, Math::min);
            case EQUAL -> truth(zip(in, (p, q) -> p == q ? 1 : 0));
            case LESS -> truth(zip(in, (p, q) -> p < q ? 1 : 0));
            case AND -> truth(zip(in, Math::min));
            case NOT -> truth(map(x, v -> 1 - v));
            case WHERE -> where(x, in.get(1), in.get(2));
            case NEG -> map(x, v -> -v);
            case ABS -> map(x, Math::abs);
            case SIGN -> map(x, Math::signum);
            case EXP -> map(x, Math::exp);
            case LOG -> map(x, Math::log);
            case SQRT -> map(x, Math::sqrt);
            case RECIPROCAL -> map(x, v -> 1 / v);
            case TANH -> map(x, Math::tanh);
            case SIGMOID -> map(x, v -> 1 / (1 + Math.exp(-v)));
            case SOFTPLUS -> map(x, v -> Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))));
            case ERF -> map(x, Composites::erf);
            case SIN -> map(x, Math::sin);
            case COS -> map(x, Math::cos);
            case STOP_GRADIENT -> x;
            case CAST -> cast(x, a.object("to", DType.class));
            case RESHAPE -> x.reshape(Shape.of(a.integers("shape")));
            case EXPAND -> x.broadcastTo(Shape.of(a.integers("shape")));
            case TRANSPOSE -> transpose(x, a.integers("perm"));
            case CONCAT -> concat(in, a.integer("axis"));
            case SLICE -> slice(x, a.integer("axis"), a.integer("start"), a.integer("end"));
            case PAD -> pad(x, a.integer("axis"), a.integer("before"), a.integer("after"));
            case MATMUL -> matmul(x, in.get(1));
            case GATHER -> gather(x, in.get(1));
            case SCATTER_ADD -> scatterAdd(x, in.get(1), a.integer("rows"));
            case GATHER_ELEMENTS -> gatherElements(x, in.get(1));
            case ONE_HOT -> oneHot(x, a.integer("depth"));
            case REDUCE_SUM -> reduce(x, a, 0, Double::sum, 1);
            case REDUCE_MEAN -> reduceMean(x, a);
            case REDUCE_MAX -> reduce(x, a, Double.NEGATIVE_INFINITY, Math::max, 1);
            case ARG_MAX -> argMax(x);
            default -> throw new AssertionError("the oracle does not know " + op);
        };
    }

    private static NdArray map(NdArray x, DoubleUnaryOperator f) {
        return NdArray.of(x.shape(), Arrays.stream(x.numbers()).map(f).toArray());
    }

    private static NdArray zip(List<NdArray> in, DoubleBinaryOperator f) {
        Shape out = Shape.broadcast(in.get(0).shape(), in.get(1).shape());
        double[] p = in.get(0).broadcastTo(out).numbers();
        double[] q = in.get(1).broadcastTo(out).numbers();
        return NdArray.of(
                out,
                IntStream.range(0, p.length)
                        .mapToDouble(i -> f.applyAsDouble(p[i], q[i]))
                        .toArray());
    }

    private static NdArray truth(NdArray x) {
        boolean[] b = new boolean[x.shape().size()];
        for (int i = 0; i < b.length; i++) {
            b[i] = x.doubles()[i] != 0;
        }
        return NdArray.of(x.shape(), b);
    }

    private static NdArray where(NdArray condition, NdArray a, NdArray b) {
        Shape out = Shape.broadcast(condition.shape(), Shape.broadcast(a.shape(), b.shape()));
        boolean[] c = condition.broadcastTo(out).booleans();
        NdArray both = concat(List.of(flat(a.broadcastTo(out)), flat(b.broadcastTo(out))), 0);
        return both.take(
                out,
                IntStream.range(0, c.length).map(i -> c[i] ? i : c.length + i).toArray());
    }

    private static NdArray flat(NdArray x) {
        return x.reshape(Shape.of(x.shape().size()));
    }

    private static NdArray cast(NdArray x, DType to) {
        return switch (to) {
            case FLOAT32 -> NdArray.of(x.shape(), x.numbers());
            case INT64 ->
                NdArray.of(
                        x.shape(),
                        Arrays.stream(x.numbers()).mapToLong(v -> (long) v).toArray());
            case BOOL -> truth(NdArray.of(x.shape(), x.numbers()));
            case INT8 -> throw new IllegalArgumentException("nothing is cast to INT8");
        };
    }

    private static NdArray transpose(NdArray x, int[] perm) {
        int[] s = x.shape().strides();
        Shape out = Shape.of(Arrays.stream(perm).map(x.shape()::dim).toArray());
        return x.take(out, offsets(out, Arrays.stream(perm).map(i -> s[i]).toArray(), 0));
    }

    private static NdArray concat(List<NdArray> parts, int axis) {
        Shape first = parts.get(0).shape();
        Shape out = first.with(
                axis, parts.stream().mapToInt(p -> p.shape().dim(axis)).sum());
        double[] d = new double[out.size()];
        int start = 0;
        for (NdArray p : parts) {
            int[] to = offsets(p.shape(), out.strides(), start * out.strides()[axis]);
            for (int i = 0; i < to.length; i++) {
                d[to[i]] = p.numbers()[i];
            }
            start += p.shape().dim(axis);
        }
        return cast(NdArray.of(out, d), parts.get(0).type());
    }

    private static NdArray slice(NdArray x, int axis, int start, int end) {
        Shape out = x.shape().with(axis, end - start);
        return x.take(out, offsets(out, x.shape().strides(), start * x.shape().strides()[axis]));
    }

    private static NdArray pad(NdArray x, int axis, int before, int after) {
        Shape out = x.shape().with(axis, x.shape().dim(axis) + before + after);
        double[] d = new double[out.size()];
        int[] to = offsets(x.shape(), out.strides(), before * out.strides()[axis]);
        for (int i = 0; i < to.length; i++) {
            d[to[i]] = x.doubles()[i];
        }
        return NdArray.of(out, d);
    }

    static NdArray matmul(NdArray x, NdArray y) {
        Shape xs = x.shape();
        Shape ys = y.shape();
        int m = xs.dim(-2);
        int n = ys.dim(-1);
        int inner = xs.dim(-1);
        Shape xBatch = xs.prefix(xs.rank() - 2);
        Shape yBatch = ys.prefix(ys.rank() - 2);
        Shape batch = Shape.broadcast(xBatch, yBatch);
        int[] xAt = offsets(batch, broadcastStrides(xBatch, batch), 0);
        int[] yAt = offsets(batch, broadcastStrides(yBatch, batch), 0);
        double[] out = new double[batch.size() * m * n];
        double[] left = x.doubles();
        double[] right = y.doubles();
        for (int b = 0; b < xAt.length; b++) {
            for (int i = 0; i < m; i++) {
                for (int k = 0; k < inner; k++) {
                    addScaled(
                            out,
                            (b * m + i) * n,
                            left[(xAt[b] * m + i) * inner + k],
                            right,
                            (yAt[b] * inner + k) * n,
                            n);
                }
            }
        }
        return NdArray.of(batch.append(m, n), out);
    }

    private static void addScaled(double[] to, int at, double factor, double[] row, int from, int count) {
        for (int j = 0; j < count; j++) {
            to[at + j] += factor * row[from + j];
        }
    }

    private static NdArray gather(NdArray table, NdArray indices) {
        int width = table.shape().dim(0) == 0
                ? 0
                : table.shape().size() / table.shape().dim(0);
        Shape out = indices.shape()
                .append(Arrays.copyOfRange(
                        table.shape().dims(), 1, table.shape().rank()));
        long[] rows = indices.longs();
        return table.take(
                out,
                IntStream.range(0, out.size())
                        .map(i -> (int) rows[i / width] * width + i % width)
                        .toArray());
    }

    private static NdArray scatterAdd(NdArray indices, NdArray values, int rows) {
        int[] row = Arrays.copyOfRange(
                values.shape().dims(), indices.shape().rank(), values.shape().rank());
        Shape out = Shape.of(rows).append(row);
        int width = Shape.of(row).size();
        double[] sums = new double[out.size()];
        for (int i = 0; i < values.shape().size(); i++) {
            sums[(int) indices.longs()[i / width] * width + i % width] += values.doubles()[i];
        }
        return NdArray.of(out, sums);
    }

    private static NdArray gatherElements(NdArray x, NdArray indices) {
        int width = x.shape().dim(-1);
        long[] at = indices.longs();
        return x.take(
                indices.shape(),
                IntStream.range(0, at.length).map(i -> i * width + (int) at[i]).toArray());
    }

    private static NdArray oneHot(NdArray indices, int depth) {
        double[] d = new double[indices.shape().size() * depth];
        for (int i = 0; i < indices.longs().length; i++) {
            d[i * depth + (int) indices.longs()[i]] = 1;
        }
        return NdArray.of(indices.shape().append(depth), d);
    }

    private static NdArray reduceMean(NdArray x, Attributes a) {
        long count = Arrays.stream(a.integers("axes")).mapToLong(x.shape()::dim).reduce(1, (p, q) -> p * q);
        return reduce(x, a, 0, Double::sum, count);
    }

    private static NdArray reduce(NdArray x, Attributes a, double start, DoubleBinaryOperator f, long divisor) {
        Shape kept = x.shape();
        for (int axis : a.integers("axes")) {
            kept = kept.with(axis, 1);
        }
        double[] d = new double[kept.size()];
        Arrays.fill(d, start);
        int[] to = offsets(x.shape(), broadcastStrides(kept, x.shape()), 0);
        for (int i = 0; i < to.length; i++) {
            d[to[i]] = f.applyAsDouble(d[to[i]], x.doubles()[i]);
        }
        NdArray result = map(NdArray.of(kept, d), v -> v / divisor);
        return a.integer("keepdims") == 1 ? result : result.reshape(without(x.shape(), a.integers("axes")));
    }

    private static Shape without(Shape s, int[] axes) {
        return Shape.of(IntStream.range(0, s.rank())
                .filter(i -> Arrays.stream(axes).noneMatch(axis -> axis == i))
                .map(s::dim)
                .toArray());
    }

    private static NdArray argMax(NdArray x) {
        int width = x.shape().dim(-1);
        double[] d = x.numbers();
        long[] best = new long[d.length / width];
        for (int i = 0; i < d.length; i++) {
            if (d[i] > d[i / width * width + (int) best[i / width]]) {
                best[i / width] = i % width;
            }
        }
        return NdArray.of(x.shape().prefix(x.shape().rank() - 1), best);
    }
}
