package io.dlmone.graph;

import java.util.List;

/**
 * The operators, named and defined as in the ONNX standard where it has them. One row for each: ONNX name, number of
 * inputs (-1: any), shape rule, gradient rule, decomposition.
 *
 * <p>Composite operators carry a decomposition into simpler ones. A backend lowers natively what its engine has fused
 * and asks for the decomposition of the rest; gradients of a composite without a gradient rule are those of its
 * decomposition.
 */
public enum Op {
    // Leaves
    /** A tensor that each run is given. */
    INPUT("Input", 0, Shapes::input, Derivatives.LEAF),
    /** A tensor that never changes. */
    CONSTANT("Constant", 0, Shapes::constant, Derivatives.LEAF),
    /** The value that a variable has before the run. */
    VARIABLE("Variable", 0, Shapes::variable, Derivatives.LEAF),

    // Elementwise, two inputs, with broadcasting
    /** Sum, broadcast. */
    ADD("Add", 2, Shapes::broadcast, Derivatives::add),
    /** Difference, broadcast. */
    SUB("Sub", 2, Shapes::broadcast, Derivatives::sub),
    /** Product of elements, broadcast. */
    MUL("Mul", 2, Shapes::broadcast, Derivatives::mul),
    /** Quotient, broadcast. */
    DIV("Div", 2, Shapes::broadcast, Derivatives::div),
    /** The greater of two elements, broadcast. */
    MAX("Max", 2, Shapes::broadcast, Derivatives::max),
    /** The smaller of two elements, broadcast. */
    MIN("Min", 2, Shapes::broadcast, Derivatives::min),
    /** Whether elements are equal, broadcast. */
    EQUAL("Equal", 2, Shapes::compare, Derivatives.CONSTANT_PIECES),
    /** Whether the first is less than the second, broadcast. */
    LESS("Less", 2, Shapes::order, Derivatives.CONSTANT_PIECES),
    /** Whether both hold, broadcast. */
    AND("And", 2, Shapes::logical, Derivatives.CONSTANT_PIECES),
    /** Inputs: condition (BOOL), value where true, value where false. */
    WHERE("Where", 3, Shapes::where, Derivatives::where),

    // Elementwise, one input
    /** The negative. */
    NEG("Neg", 1, Shapes::same, Derivatives::neg),
    /** The magnitude. */
    ABS("Abs", 1, Shapes::same, Derivatives::abs),
    /** -1, 0 or 1. */
    SIGN("Sign", 1, Shapes::same, Derivatives.CONSTANT_PIECES),
    /** e to the power of it. */
    EXP("Exp", 1, Shapes::same, Derivatives::exp),
    /** The natural logarithm. */
    LOG("Log", 1, Shapes::same, Derivatives::log),
    /** The square root. */
    SQRT("Sqrt", 1, Shapes::same, Derivatives::sqrt),
    /** One divided by it. */
    RECIPROCAL("Reciprocal", 1, Shapes::same, Derivatives::reciprocal),
    /** The hyperbolic tangent. */
    TANH("Tanh", 1, Shapes::same, Derivatives::tanh),
    /** 1 / (1 + exp(-x)). */
    SIGMOID("Sigmoid", 1, Shapes::same, Derivatives::sigmoid),
    /** log(1 + exp(x)). */
    SOFTPLUS("Softplus", 1, Shapes::same, Derivatives::softplus),
    /** The error function. */
    ERF("Erf", 1, Shapes::same, Derivatives::erf),
    /** The sine. */
    SIN("Sin", 1, Shapes::same, Derivatives::sin),
    /** The cosine. */
    COS("Cos", 1, Shapes::same, Derivatives::cos),
    /** Whether it does not hold. */
    NOT("Not", 1, Shapes::logical, Derivatives.CONSTANT_PIECES),
    /** Its input, through which no gradient flows. */
    STOP_GRADIENT("Identity", 1, Shapes::same, Derivatives.CONSTANT_PIECES),
    /** To the element type {@code to}. */
    CAST("Cast", 1, Shapes::cast, Derivatives.CONSTANT_PIECES),

    // Shape and order
    /** The elements in another shape; attribute {@code shape}. */
    RESHAPE("Reshape", 1, Shapes::reshape, Derivatives::reshape),
    /** Repeated to a greater shape; attribute {@code shape}. */
    EXPAND("Expand", 1, Shapes::expand, Derivatives::expand),
    /** The axes in another order; attribute {@code perm}. */
    TRANSPOSE("Transpose", 1, Shapes::transpose, Derivatives::transpose),
    /** One after the other along attribute {@code axis}. */
    CONCAT("Concat", -1, Shapes::concat, Derivatives::concat),
    /** Positions {@code start} to {@code end} (excluded) of {@code axis}. */
    SLICE("Slice", 1, Shapes::slice, Derivatives::slice),
    /** Zeros before and after, along {@code axis}. */
    PAD("Pad", 1, Shapes::pad, Derivatives::pad),

    // Products and lookups
    /** The matrix product over the last two axes, the others broadcast. */
    MATMUL("MatMul", 2, Shapes::matmul, Derivatives::matmul),
    /** Rows of the first input at the indices (INT64) of the second. */
    GATHER("Gather", 2, Shapes::gather, Derivatives::gather),
    /** Inputs: indices (INT64), rows. A table of {@code rows} rows in which each row is the sum of those sent to it. */
    SCATTER_ADD("ScatterND", 2, Shapes::scatterAdd, Derivatives::scatterAdd),
    /** Along the last axis, with one index (INT64) for each row: {@code [.., n], [.., 1] -> [.., 1]}. */
    GATHER_ELEMENTS("GatherElements", 2, Shapes::gatherElements, Derivatives::gatherElements),
    /** Indices (INT64) to vectors of length {@code depth} with a one at the index. */
    ONE_HOT("OneHot", 1, Shapes::oneHot, Derivatives.CONSTANT_PIECES),

    // Reductions over {@code axes}, which stay as 1 when {@code keepdims} is 1
    /** Sums over attribute {@code axes}. */
    REDUCE_SUM("ReduceSum", 1, Shapes::reduce, Derivatives::reduceSum),
    /** Means over attribute {@code axes}. */
    REDUCE_MEAN("ReduceMean", 1, Shapes::reduce, Derivatives::reduceMean),
    /** The greatest elements over attribute {@code axes}. */
    REDUCE_MAX("ReduceMax", 1, Shapes::reduce, Derivatives::reduceMax),
    /** Index (INT64) of the first greatest element of the last axis. */
    ARG_MAX("ArgMax", 1, Shapes::argMax, Derivatives.CONSTANT_PIECES),

    // Composite
    /** Inputs: x, scale, bias. Outputs: y, and mean and 1/standard deviation over the last axis. */
    LAYER_NORMALIZATION("LayerNormalization", 3, Shapes::layerNorm, Derivatives::layerNorm, Decompositions::layerNorm),
    /** Inputs: dy, x, scale, mean, 1/standard deviation. Outputs: dx, dscale, dbias. */
    LAYER_NORMALIZATION_GRAD("LayerNormalizationGrad", 5, Shapes::layerNormGrad, null, Decompositions::layerNormGrad),
    /** Inputs: x, scale. x / sqrt(mean of x^2 + epsilon) over the last axis, then scaled; attribute {@code epsilon}. */
    RMS_NORMALIZATION("RMSNormalization", 2, Shapes::rmsNorm, Derivatives::rmsNorm, Decompositions::rmsNorm),
    /** Exact, with the error function. */
    GELU("Gelu", 1, Shapes::same, Derivatives::gelu, Decompositions::gelu),
    /** Inputs: dy, x. */
    GELU_GRAD("GeluGrad", 2, Shapes::alike, null, Decompositions::geluGrad),
    /** Over the last axis. */
    SOFTMAX("Softmax", 1, Shapes::rows, Derivatives::softmax, Decompositions::softmax),
    /** Inputs: dy, y. */
    SOFTMAX_GRAD("SoftmaxGrad", 2, Shapes::rows, null, Decompositions::softmaxGrad),
    /** Over the last axis. */
    LOG_SOFTMAX("LogSoftmax", 1, Shapes::rows, Derivatives::logSoftmax, Decompositions::logSoftmax),
    /** Inputs: logits {@code [n, classes]}, labels (INT64) {@code [n]}. Output {@code [n]}, not reduced. */
    CROSS_ENTROPY(
            "SoftmaxCrossEntropyLoss",
            2,
            Shapes::crossEntropy,
            Derivatives::crossEntropy,
            Decompositions::crossEntropy),
    /** Inputs: dy {@code [n]}, logits, labels. */
    CROSS_ENTROPY_GRAD(
            "SoftmaxCrossEntropyLossGrad", 3, Shapes::crossEntropyGrad, null, Decompositions::crossEntropyGrad),
    /**
     * Scaled dot-product attention: q, k, v {@code [batch, heads, length, width]}; no mask, scale 1/sqrt(width).
     * Outputs: y, and the logarithm of the sum of exponentials of each query's scaled scores {@code [batch, heads,
     * length]}.
     */
    ATTENTION("Attention", 3, Shapes::attention, Derivatives::attention, Decompositions::attention),
    /** Inputs: dy, q, k, v, and attention's two outputs of these. Outputs: dq, dk, dv. */
    ATTENTION_GRAD("AttentionGrad", 6, Shapes::attentionGrad, null, Decompositions::attentionGrad);

    /** Types of the outputs from the inputs; throws IllegalArgumentException when they do not fit. */
    interface TypeRule {
        List<TensorType> types(List<Value> inputs, Attributes attributes);
    }

    /**
     * Gradients of the inputs from those of the outputs; null stands for zero on both sides. A composite's rule gives
     * null as a whole where it leaves the gradients to the decomposition.
     */
    interface GradientRule {
        Value[] gradients(Node node, Value[] outputGradients);
    }

    /** The outputs, computed with simpler operators. */
    interface Decomposition {
        List<Value> decompose(List<Value> inputs, Attributes attributes);
    }

    private final String onnxName;
    private final int arity;
    private final TypeRule typeRule;
    private final GradientRule gradientRule;
    private final Decomposition decomposition;

    Op(String onnxName, int arity, TypeRule typeRule, GradientRule gradientRule) {
        this(onnxName, arity, typeRule, gradientRule, null);
    }

    Op(String onnxName, int arity, TypeRule typeRule, GradientRule gradientRule, Decomposition decomposition) {
        this.onnxName = onnxName;
        this.arity = arity;
        this.typeRule = typeRule;
        this.gradientRule = gradientRule;
        this.decomposition = decomposition;
    }

    /** {@return the operator's name in the ONNX standard, or what it would be} */
    public String onnxName() {
        return onnxName;
    }

    /** {@return whether it is made of simpler operators, which {@link #decompose} records} */
    public boolean isComposite() {
        return decomposition != null;
    }

    /** {@return whether it is an input, a constant or a variable} */
    public boolean isLeaf() {
        return this == INPUT || this == CONSTANT || this == VARIABLE;
    }

    /**
     * {@return whether it has a gradient; false where that is zero by definition: comparisons, indices, stop-gradient}
     */
    public boolean isDifferentiable() {
        return gradientRule != Derivatives.CONSTANT_PIECES && gradientRule != Derivatives.LEAF;
    }

    /**
     * Records the outputs of this composite operator with simpler operators, in the graph of the inputs.
     *
     * @param inputs the operator's operands, all of one graph
     * @param attributes its attributes
     * @return its outputs
     */
    public List<Value> decompose(List<Value> inputs, Attributes attributes) {
        if (decomposition == null) {
            throw new IllegalStateException(onnxName + " is not composite");
        }
        return decomposition.decompose(inputs, attributes);
    }

    List<TensorType> types(List<Value> inputs, Attributes attributes) {
        return typeRule.types(inputs, attributes);
    }

    GradientRule gradientRule() {
        return gradientRule;
    }

    void checkArity(int n) {
        if (arity >= 0 ? n != arity : n == 0) {
            throw new IllegalArgumentException(onnxName + " takes " + arity + " inputs, got " + n);
        }
    }
}
