package io.dlmone.oracle;

import io.dlmone.graph.Attributes;
import io.dlmone.graph.Op;
import io.dlmone.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The composite operators by direct formulas, element by element, independent of their decompositions. Vectors along
 * the last axis are rows.
 */
final class Composites {

    private Composites() {}

    static List<NdArray> evaluate(Op op, List<NdArray> in, Attributes a) {
        return switch (op) {
            case LAYER_NORMALIZATION -> layerNorm(in.get(0), in.get(1), in.get(2), a.real("epsilon"));
            case LAYER_NORMALIZATION_GRAD -> layerNormGrad(in);
            case RMS_NORMALIZATION -> List.of(rmsNorm(in.get(0), in.get(1), a.real("epsilon")));
            case GELU -> List.of(map(in.get(0), x -> x / 2 * (1 + erf(x / Math.sqrt(2)))));
            case GELU_GRAD -> List.of(geluGrad(in.get(0), in.get(1)));
            case SOFTMAX -> List.of(rows(in.get(0), Composites::softmax));
            case SOFTMAX_GRAD -> List.of(softmaxGrad(in.get(0), in.get(1)));
            case LOG_SOFTMAX -> List.of(rows(in.get(0), Composites::logSoftmax));
            case CROSS_ENTROPY -> List.of(crossEntropy(in.get(0), in.get(1)));
            case CROSS_ENTROPY_GRAD -> List.of(crossEntropyGrad(in.get(0), in.get(1), in.get(2)));
            case ATTENTION -> attention(in.get(0), in.get(1), in.get(2));
            case ATTENTION_GRAD -> attentionGrad(in.get(0), in.get(1), in.get(2), in.get(3));
            default -> throw new AssertionError("the oracle does not know the composite " + op);
        };
    }

    /** The error function by Kummer's series, whose terms are all positive: about 1e-16 relative. */
    static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    private interface RowFunction {
        double[] apply(double[] row);
    }

    private static NdArray map(NdArray x, DoubleUnaryOperator f) {
        return NdArray.of(x.shape(), Arrays.stream(x.doubles()).map(f).toArray());
    }

    private static double[] row(NdArray x, int r) {
        int n = x.shape().dim(-1);
        return Arrays.copyOfRange(x.doubles(), r * n, (r + 1) * n);
    }

    private static int rowCount(NdArray x) {
        return x.shape().size() / x.shape().dim(-1);
    }

    private static NdArray rows(NdArray x, RowFunction f) {
        return byRow(x.shape(), r -> f.apply(row(x, r)));
    }

    private static NdArray byRow(Shape shape, IntFunction<double[]> f) {
        int n = shape.dim(-1);
        double[] out = new double[shape.size()];
        for (int r = 0; r < out.length / n; r++) {
            System.arraycopy(f.apply(r), 0, out, r * n, n);
        }
        return NdArray.of(shape, out);
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static double logSumExp(double[] x) {
        double max = Arrays.stream(x).max().orElseThrow();
        return max + Math.log(Arrays.stream(x).map(v -> Math.exp(v - max)).sum());
    }

    private static double[] logSoftmax(double[] x) {
        double z = logSumExp(x);
        return Arrays.stream(x).map(v -> v - z).toArray();
    }

    private static double[] softmax(double[] x) {
        return Arrays.stream(logSoftmax(x)).map(Math::exp).toArray();
    }

    private static List<NdArray> layerNorm(NdArray x, NdArray scale, NdArray bias, double epsilon) {
        int n = x.shape().dim(-1);
        double[] y = new double[x.shape().size()];
        double[] means = new double[rowCount(x)];
        double[] inverses = new double[rowCount(x)];
        for (int r = 0; r < means.length; r++) {
            double[] v = row(x, r);
            double mean = Arrays.stream(v).sum() / n;
            double variance = Arrays.stream(v).map(e -> (e - mean) * (e - mean)).sum() / n;
            means[r] = mean;
            inverses[r] = 1 / Math.sqrt(variance + epsilon);
            for (int i = 0; i < n; i++) {
                y[r * n + i] = (v[i] - mean) * inverses[r] * scale.doubles()[i] + bias.doubles()[i];
            }
        }
        Shape one = x.shape().with(-1, 1);
        return List.of(NdArray.of(x.shape(), y), NdArray.of(one, means), NdArray.of(one, inverses));
    }

    /** With g = dy scale: dx_i = sum_j g_j s (delta_ij - 1/n - s^2 (x_i - m)(x_j - m) / n), s the inverse deviation. */
    private static List<NdArray> layerNormGrad(List<NdArray> in) {
        NdArray x = in.get(1);
        int n = x.shape().dim(-1);
        double[] dScale = new double[n];
        double[] dBias = new double[n];
        NdArray dX = byRow(x.shape(), r -> {
            double[] v = row(x, r);
            double[] dy = row(in.get(0), r);
            double m = in.get(3).doubles()[r];
            double s = in.get(4).doubles()[r];
            double[] dx = new double[n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double jacobian = (i == j ? 1 : 0) - 1.0 / n - s * s * (v[i] - m) * (v[j] - m) / n;
                    dx[i] += dy[j] * in.get(2).doubles()[j] * s * jacobian;
                }
                dScale[i] += dy[i] * (v[i] - m) * s;
                dBias[i] += dy[i];
            }
            return dx;
        });
        Shape width = in.get(2).shape();
        return List.of(dX, NdArray.of(width, dScale), NdArray.of(width, dBias));
    }

    private static NdArray rmsNorm(NdArray x, NdArray scale, double epsilon) {
        return rows(x, v -> {
            double root = Math.sqrt(dot(v, v) / v.length + epsilon);
            return IntStream.range(0, v.length)
                    .mapToDouble(i -> v[i] / root * scale.doubles()[i])
                    .toArray();
        });
    }

    private static NdArray geluGrad(NdArray dy, NdArray x) {
        return NdArray.of(
                x.shape(),
                IntStream.range(0, x.shape().size())
                        .mapToDouble(i -> {
                            double v = x.doubles()[i];
                            double cdf = (1 + erf(v / Math.sqrt(2))) / 2;
                            return dy.doubles()[i] * (cdf + v * Math.exp(-v * v / 2) / Math.sqrt(2 * Math.PI));
                        })
                        .toArray());
    }

    /** dx_i = sum_j dy_j y_j (delta_ij - y_i). */
    private static NdArray softmaxGrad(NdArray dy, NdArray y) {
        return byRow(y.shape(), r -> softmaxGrad(row(dy, r), row(y, r)));
    }

    private static double[] softmaxGrad(double[] dy, double[] y) {
        double[] dx = new double[y.length];
        for (int i = 0; i < dx.length; i++) {
            for (int j = 0; j < dx.length; j++) {
                dx[i] += dy[j] * y[j] * ((i == j ? 1 : 0) - y[i]);
            }
        }
        return dx;
    }

    private static NdArray crossEntropy(NdArray logits, NdArray labels) {
        return NdArray.of(
                labels.shape(),
                IntStream.range(0, labels.shape().size())
                        .mapToDouble(r -> logSumExp(row(logits, r)) - row(logits, r)[(int) labels.longs()[r]])
                        .toArray());
    }

    private static NdArray crossEntropyGrad(NdArray dy, NdArray logits, NdArray labels) {
        return byRow(logits.shape(), r -> {
            double[] p = softmax(row(logits, r));
            p[(int) labels.longs()[r]] -= 1;
            return Arrays.stream(p).map(v -> v * dy.doubles()[r]).toArray();
        });
    }

    /** The probabilities with which query {@code r} (of all batches and heads) looks at the keys of its head. */
    private static double[] look(NdArray q, NdArray k, int r) {
        return softmax(scores(q, k, r));
    }

    private static double[] scores(NdArray q, NdArray k, int r) {
        int keys = k.shape().dim(-2);
        int head = r / q.shape().dim(-2);
        double[] query = row(q, r);
        return IntStream.range(0, keys)
                .mapToDouble(j -> dot(query, row(k, head * keys + j)) / Math.sqrt(query.length))
                .toArray();
    }

    private static List<NdArray> attention(NdArray q, NdArray k, NdArray v) {
        int keys = k.shape().dim(-2);
        double[] sums = IntStream.range(0, rowCount(q))
                .mapToDouble(r -> logSumExp(scores(q, k, r)))
                .toArray();
        NdArray y = byRow(q.shape().with(-1, v.shape().dim(-1)), r -> {
            double[] p = look(q, k, r);
            double[] out = new double[v.shape().dim(-1)];
            for (int j = 0; j < keys; j++) {
                add(out, p[j], row(v, r / q.shape().dim(-2) * keys + j), 0);
            }
            return out;
        });
        return List.of(y, NdArray.of(q.shape().prefix(3), sums));
    }

    private static List<NdArray> attentionGrad(NdArray dy, NdArray q, NdArray k, NdArray v) {
        int keys = k.shape().dim(-2);
        int width = q.shape().dim(-1);
        int out = v.shape().dim(-1);
        double[] dq = new double[q.shape().size()];
        double[] dk = new double[k.shape().size()];
        double[] dv = new double[v.shape().size()];
        for (int r = 0; r < rowCount(q); r++) {
            int first = r / q.shape().dim(-2) * keys;
            double[] dOut = row(dy, r);
            double[] p = look(q, k, r);
            double[] dp = IntStream.range(0, keys)
                    .mapToDouble(j -> dot(dOut, row(v, first + j)))
                    .toArray();
            double[] ds = softmaxGrad(dp, p);
            for (int j = 0; j < keys; j++) {
                add(dq, ds[j] / Math.sqrt(width), row(k, first + j), r * width);
                add(dk, ds[j] / Math.sqrt(width), row(q, r), (first + j) * width);
                add(dv, p[j], dOut, (first + j) * out);
            }
        }
        return List.of(NdArray.of(q.shape(), dq), NdArray.of(k.shape(), dk), NdArray.of(v.shape(), dv));
    }

    private static void add(double[] to, double factor, double[] row, int at) {
        for (int i = 0; i < row.length; i++) {
            to[at + i] += factor * row[i];
        }
    }
}
