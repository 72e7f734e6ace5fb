package io.dlmone.graph;

import static io.dlmone.graph.Ops.*;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;

/** The gradient rules of the operators: vector-Jacobian products, recorded as more of the same graph. */
final class Derivatives {

    /** Inputs, constants and variables: gradients end here. */
    static final Op.GradientRule LEAF = (n, dy) -> new Value[0];

    /** Piecewise constant functions and stop-gradient: the gradient is zero. */
    static final Op.GradientRule CONSTANT_PIECES =
            (n, dy) -> new Value[n.inputs().size()];

    private Derivatives() {}

    private static Value[] each(Value... gradients) {
        return gradients;
    }

    private static Value[] broadcast(Node n, Value da, Value db) {
        return each(sumTo(da, n.input(0).shape()), sumTo(db, n.input(1).shape()));
    }

    static Value[] add(Node n, Value[] dy) {
        return broadcast(n, dy[0], dy[0]);
    }

    static Value[] sub(Node n, Value[] dy) {
        return each(
                sumTo(dy[0], n.input(0).shape()),
                Ops.neg(sumTo(dy[0], n.input(1).shape())));
    }

    static Value[] mul(Node n, Value[] dy) {
        return broadcast(n, Ops.mul(dy[0], n.input(1)), Ops.mul(dy[0], n.input(0)));
    }

    static Value[] div(Node n, Value[] dy) {
        Value da = Ops.div(dy[0], n.input(1));
        return broadcast(n, da, Ops.neg(Ops.mul(da, n.output())));
    }

    static Value[] max(Node n, Value[] dy) {
        return choose(n, Ops.less(n.input(0), n.input(1)), dy[0]);
    }

    static Value[] min(Node n, Value[] dy) {
        return choose(n, Ops.less(n.input(1), n.input(0)), dy[0]);
    }

    private static Value[] choose(Node n, Value second, Value dy) {
        Value zero = constant(dy, 0);
        return broadcast(n, Ops.where(second, zero, dy), Ops.where(second, dy, zero));
    }

    static Value[] where(Node n, Value[] dy) {
        Value zero = constant(dy[0], 0);
        Value da = Ops.where(n.input(0), dy[0], zero);
        Value db = Ops.where(n.input(0), zero, dy[0]);
        return each(null, sumTo(da, n.input(1).shape()), sumTo(db, n.input(2).shape()));
    }

    static Value[] neg(Node n, Value[] dy) {
        return each(Ops.neg(dy[0]));
    }

    static Value[] abs(Node n, Value[] dy) {
        return each(Ops.mul(dy[0], Ops.sign(n.input(0))));
    }

    static Value[] exp(Node n, Value[] dy) {
        return each(Ops.mul(dy[0], n.output()));
    }

    static Value[] log(Node n, Value[] dy) {
        return each(Ops.div(dy[0], n.input(0)));
    }

    static Value[] sqrt(Node n, Value[] dy) {
        return each(Ops.div(Ops.mul(dy[0], 0.5), n.output()));
    }

    static Value[] reciprocal(Node n, Value[] dy) {
        return each(Ops.neg(Ops.mul(dy[0], square(n.output()))));
    }

    static Value[] tanh(Node n, Value[] dy) {
        return each(Ops.sub(dy[0], Ops.mul(dy[0], square(n.output()))));
    }

    static Value[] sigmoid(Node n, Value[] dy) {
        Value y = n.output();
        return each(Ops.mul(dy[0], Ops.sub(y, square(y))));
    }

    static Value[] softplus(Node n, Value[] dy) {
        return each(Ops.mul(dy[0], Ops.sigmoid(n.input(0))));
    }

    static Value[] erf(Node n, Value[] dy) {
        Value gauss = Ops.exp(Ops.neg(square(n.input(0))));
        return each(Ops.mul(Ops.mul(dy[0], gauss), 2 / Math.sqrt(Math.PI)));
    }

    static Value[] sin(Node n, Value[] dy) {
        return each(Ops.mul(dy[0], Ops.cos(n.input(0))));
    }

    static Value[] cos(Node n, Value[] dy) {
        return each(Ops.neg(Ops.mul(dy[0], Ops.sin(n.input(0)))));
    }

    static Value[] reshape(Node n, Value[] dy) {
        return each(Ops.reshape(dy[0], n.input(0).shape()));
    }

    static Value[] expand(Node n, Value[] dy) {
        return each(sumTo(dy[0], n.input(0).shape()));
    }

    static Value[] transpose(Node n, Value[] dy) {
        int[] perm = n.attributes().integers("perm");
        int[] inverse = new int[perm.length];
        for (int i = 0; i < perm.length; i++) {
            inverse[perm[i]] = i;
        }
        return each(Ops.transpose(dy[0], inverse));
    }

    static Value[] concat(Node n, Value[] dy) {
        int axis = n.attributes().integer("axis");
        Value[] d = new Value[n.inputs().size()];
        int start = 0;
        for (int i = 0; i < d.length; i++) {
            int end = start + n.input(i).shape().dim(axis);
            d[i] = Ops.slice(dy[0], axis, start, end);
            start = end;
        }
        return d;
    }

    static Value[] slice(Node n, Value[] dy) {
        int axis = n.attributes().integer("axis");
        int after = n.input(0).shape().dim(axis) - n.attributes().integer("end");
        return each(Ops.pad(dy[0], axis, n.attributes().integer("start"), after));
    }

    static Value[] pad(Node n, Value[] dy) {
        int axis = n.attributes().integer("axis");
        int before = n.attributes().integer("before");
        return each(Ops.slice(dy[0], axis, before, before + n.input(0).shape().dim(axis)));
    }

    static Value[] matmul(Node n, Value[] dy) {
        Value a = n.input(0);
        Value b = n.input(1);
        Value da = Ops.matmul(dy[0], transposeMatrix(b));
        if (b.shape().rank() == 2) {
            Value rows = Ops.reshape(
                    a, a.shape().size() / a.shape().dim(-1), a.shape().dim(-1));
            Value grads = Ops.reshape(
                    dy[0],
                    dy[0].shape().size() / dy[0].shape().dim(-1),
                    dy[0].shape().dim(-1));
            return each(da, Ops.matmul(transposeMatrix(rows), grads));
        }
        return broadcast(n, da, Ops.matmul(transposeMatrix(a), dy[0]));
    }

    static Value[] gather(Node n, Value[] dy) {
        return each(Ops.scatterAdd(n.input(1), dy[0], n.input(0).shape().dim(0)), null);
    }

    static Value[] scatterAdd(Node n, Value[] dy) {
        return each(null, Ops.gather(dy[0], n.input(0)));
    }

    static Value[] gatherElements(Node n, Value[] dy) {
        Shape x = n.input(0).shape();
        Value index = Ops.reshape(n.input(1), x.prefix(x.rank() - 1));
        return each(Ops.mul(dy[0], Ops.oneHot(index, x.dim(-1))), null);
    }

    static Value[] reduceSum(Node n, Value[] dy) {
        return each(spread(n, dy[0]));
    }

    static Value[] reduceMean(Node n, Value[] dy) {
        double count = (double) n.input(0).shape().size() / n.output().shape().size();
        return each(spread(n, Ops.mul(dy[0], 1 / count)));
    }

    static Value[] reduceMax(Node n, Value[] dy) {
        Value x = n.input(0);
        int[] axes = n.attributes().integers("axes");
        Value top = Ops.reshape(n.output(), Shapes.reduced(x.shape(), axes, true));
        Value hit = Ops.cast(Ops.equal(x, Ops.expand(top, x.shape())), DType.FLOAT32);
        Value share = Ops.div(hit, Ops.sum(hit, true, axes));
        return each(Ops.mul(spread(n, dy[0]), share));
    }

    private static Value spread(Node n, Value dy) {
        Shape x = n.input(0).shape();
        Shape kept = Shapes.reduced(x, n.attributes().integers("axes"), true);
        return Ops.expand(Ops.reshape(dy, kept), x);
    }

    static Value[] layerNorm(Node n, Value[] dy) {
        if (dy[1] != null || dy[2] != null) {
            return null; // the statistics are used as well: as the second derivative does
        }
        Value x = n.input(0);
        Value mean = n.outputs().get(1);
        Value inverse = n.outputs().get(2);
        Node grad =
                x.graph().applyAll(Op.LAYER_NORMALIZATION_GRAD, n.attributes(), dy[0], x, n.input(1), mean, inverse);
        return grad.outputs().toArray(Value[]::new);
    }

    /** With r = 1 / rms(x), h = x r and g = dy scale: dx = r (g - h mean(g h)), dscale = sum of dy h. */
    static Value[] rmsNorm(Node n, Value[] dy) {
        Value x = n.input(0);
        Value r = Decompositions.inverseRootMeanSquare(x, n.attributes().real("epsilon"));
        Value h = Ops.mul(x, r);
        Value g = Ops.mul(dy[0], n.input(1));
        Value dx = Ops.mul(Ops.sub(g, Ops.mul(h, Ops.mean(Ops.mul(g, h), true, -1))), r);
        return each(dx, sumTo(Ops.mul(dy[0], h), n.input(1).shape()));
    }

    static Value[] gelu(Node n, Value[] dy) {
        return each(dy[0].graph().apply(Op.GELU_GRAD, Attributes.NONE, dy[0], n.input(0)));
    }

    static Value[] softmax(Node n, Value[] dy) {
        return each(dy[0].graph().apply(Op.SOFTMAX_GRAD, Attributes.NONE, dy[0], n.output()));
    }

    static Value[] logSoftmax(Node n, Value[] dy) {
        Value total = Ops.sum(dy[0], true, -1);
        return each(Ops.sub(dy[0], Ops.mul(Ops.softmax(n.input(0)), total)));
    }

    static Value[] crossEntropy(Node n, Value[] dy) {
        return each(dy[0].graph().apply(Op.CROSS_ENTROPY_GRAD, Attributes.NONE, dy[0], n.input(0), n.input(1)), null);
    }

    static Value[] attention(Node n, Value[] dy) {
        if (dy[1] != null) {
            return null; // the sums are used as well
        }
        Value sums = n.outputs().get(1);
        Node grad = n.graph()
                .applyAll(
                        Op.ATTENTION_GRAD,
                        Attributes.NONE,
                        dy[0],
                        n.input(0),
                        n.input(1),
                        n.input(2),
                        n.output(),
                        sums);
        return grad.outputs().toArray(Value[]::new);
    }
}
