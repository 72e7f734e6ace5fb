package io.dlmone.graph;

import static io.dlmone.graph.Ops.*;

import io.dlmone.tensor.Shape;
import java.util.List;

/** Composite operators in terms of simpler ones. */
final class Decompositions {

    private Decompositions() {}

    static Value normalised(Value x, Value mean, Value inverse) {
        return mul(sub(x, mean), inverse);
    }

    static List<Value> layerNorm(List<Value> in, Attributes a) {
        Value x = in.get(0);
        Value mean = mean(x, true, -1);
        Value variance = mean(square(sub(x, mean)), true, -1);
        Value inverse = reciprocal(sqrt(add(variance, a.real("epsilon"))));
        return list(add(mul(normalised(x, mean, inverse), in.get(1)), in.get(2)), mean, inverse);
    }

    static List<Value> layerNormGrad(List<Value> in, Attributes a) {
        Value dHat = mul(in.get(0), in.get(2));
        Value inverse = in.get(4);
        Value hat = normalised(in.get(1), in.get(3), inverse);
        Value centred = sub(dHat, mean(dHat, true, -1));
        Value dx = mul(sub(centred, mul(hat, mean(mul(dHat, hat), true, -1))), inverse);
        Shape width = in.get(2).shape();
        return list(dx, sumTo(mul(in.get(0), hat), width), sumTo(in.get(0), width));
    }

    /** {@code 1 / sqrt(mean of x^2 + epsilon)} of each row. */
    static Value inverseRootMeanSquare(Value x, double epsilon) {
        return reciprocal(sqrt(add(mean(square(x), true, -1), epsilon)));
    }

    static List<Value> rmsNorm(List<Value> in, Attributes a) {
        return list(mul(mul(in.get(0), inverseRootMeanSquare(in.get(0), a.real("epsilon"))), in.get(1)));
    }

    /** The cumulative normal distribution. */
    private static Value normalCdf(Value x) {
        return add(mul(erf(mul(x, Math.sqrt(0.5))), 0.5), 0.5);
    }

    static List<Value> gelu(List<Value> in, Attributes a) {
        return list(mul(in.get(0), normalCdf(in.get(0))));
    }

    static List<Value> geluGrad(List<Value> in, Attributes a) {
        Value x = in.get(1);
        Value density = exp(add(mul(square(x), -0.5), -0.5 * Math.log(2 * Math.PI)));
        return list(mul(in.get(0), add(normalCdf(x), mul(x, density))));
    }

    private static Value shifted(Value x) {
        return sub(x, stopGradient(reduceMax(x, true, -1)));
    }

    static List<Value> softmax(List<Value> in, Attributes a) {
        Value e = exp(shifted(in.get(0)));
        return list(div(e, sum(e, true, -1)));
    }

    static List<Value> softmaxGrad(List<Value> in, Attributes a) {
        Value dy = in.get(0);
        Value y = in.get(1);
        return list(mul(y, sub(dy, sum(mul(dy, y), true, -1))));
    }

    static List<Value> logSoftmax(List<Value> in, Attributes a) {
        Value s = shifted(in.get(0));
        return list(sub(s, log(sum(exp(s), true, -1))));
    }

    static List<Value> crossEntropy(List<Value> in, Attributes a) {
        int n = in.get(1).shape().dim(0);
        Value picked = gatherElements(Ops.logSoftmax(in.get(0)), reshape(in.get(1), n, 1));
        return list(neg(reshape(picked, n)));
    }

    static List<Value> crossEntropyGrad(List<Value> in, Attributes a) {
        Value logits = in.get(1);
        Value difference =
                sub(Ops.softmax(logits), oneHot(in.get(2), logits.shape().dim(-1)));
        return list(mul(difference, reshape(in.get(0), in.get(0).shape().dim(0), 1)));
    }

    private static double scale(Value q) {
        return 1 / Math.sqrt(q.shape().dim(-1));
    }

    private static Value scores(Value q, Value k) {
        return mul(matmul(q, transposeMatrix(k)), scale(q));
    }

    static List<Value> attention(List<Value> in, Attributes a) {
        Value scores = scores(in.get(0), in.get(1));
        Value greatest = stopGradient(reduceMax(scores, true, -1));
        Value sums = add(log(sum(exp(sub(scores, greatest)), true, -1)), greatest);
        return list(
                matmul(Ops.softmax(scores), in.get(2)),
                reshape(sums, in.get(0).shape().prefix(3)));
    }

    static List<Value> attentionGrad(List<Value> in, Attributes a) {
        Value dy = in.get(0);
        Value q = in.get(1);
        Value k = in.get(2);
        Value v = in.get(3);
        Value p = Ops.softmax(scores(q, k));
        Value dp = matmul(dy, transposeMatrix(v));
        Value ds = mul(dy.graph().apply(Op.SOFTMAX_GRAD, Attributes.NONE, dp, p), scale(q));
        return list(matmul(ds, k), matmul(transposeMatrix(ds), q), matmul(transposeMatrix(p), dy));
    }
}
