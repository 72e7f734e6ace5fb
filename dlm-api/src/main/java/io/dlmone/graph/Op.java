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
    INPUT("Input", 0, Shapes::input, Derivatives.LEAF),
    CONSTANT("Constant", 0, Shapes::constant, Derivatives.LEAF),
    VARIABLE("Variable", 0, Shapes::variable, Derivatives.LEAF),

    // Elementwise, two inputs, with broadcasting
    ADD("Add", 2, Shapes::broadcast, Derivatives::add),
    SUB("Sub", 2, Shapes::broadcast, Derivatives::sub),
    MUL("Mul", 2, Shapes::broadcast, Derivatives::mul),
    DIV("Div", 2, Shapes::broadcast, Derivatives::div),
    MAX("Max", 2, Shapes::broadcast, Derivatives::max),
    MIN("Min", 2, Shapes::broadcast, Derivatives::min),
    EQUAL("Equal", 2, Shapes::compare, Derivatives.CONSTANT_PIECES),
    LESS("Less", 2, Shapes::order, Derivatives.CONSTANT_PIECES),
    AND("And", 2, Shapes::logical, Derivatives.CONSTANT_PIECES),
    /** Inputs: condition (BOOL), value where true, value where false. */
    WHERE("Where", 3, Shapes::where, Derivatives::where),

    // Elementwise, one input
    NEG("Neg", 1, Shapes::same, Derivatives::neg),
    ABS("Abs", 1, Shapes::same, Derivatives::abs),
    SIGN("Sign", 1, Shapes::same, Derivatives.CONSTANT_PIECES),
    EXP("Exp", 1, Shapes::same, Derivatives::exp),
    LOG("Log", 1, Shapes::same, Derivatives::log),
    SQRT("Sqrt", 1, Shapes::same, Derivatives::sqrt),
    RECIPROCAL("Reciprocal", 1, Shapes::same, Derivatives::reciprocal),
    TANH("Tanh", 1, Shapes::same, Derivatives::tanh),
    SIGMOID("Sigmoid", 1, Shapes::same, Derivatives::sigmoid),
    SOFTPLUS("Softplus", 1, Shapes::same, Derivatives::softplus),
    ERF("Erf", 1, Shapes::same, Derivatives::erf),
    SIN("Sin", 1, Shapes::same, Derivatives::sin),
    COS("Cos", 1, Shapes::same, Derivatives::cos),
    NOT("Not", 1, Shapes::logical, Derivatives.CONSTANT_PIECES),
    /** Its input, through which no gradient flows. */
    STOP_GRADIENT("Identity", 1, Shapes::same, Derivatives.CONSTANT_PIECES),
    /** To the element type {@code to}. */
    CAST("Cast", 1, Shapes::cast, Derivatives.CONSTANT_PIECES),

    // Shape and order
    RESHAPE("Reshape", 1, Shapes::reshape, Derivatives::reshape),
    EXPAND("Expand", 1, Shapes::expand, Derivatives::expand),
    TRANSPOSE("Transpose", 1, Shapes::transpose, Derivatives::transpose),
    CONCAT("Concat", -1, Shapes::concat, Derivatives::concat),
    /** Positions {@code start} to {@code end} (excluded) of {@code axis}. */
    SLICE("Slice", 1, Shapes::slice, Derivatives::slice),
    /** Zeros before and after, along {@code axis}. */
    PAD("Pad", 1, Shapes::pad, Derivatives::pad),

    // Products and lookups
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
    REDUCE_SUM("ReduceSum", 1, Shapes::reduce, Derivatives::reduceSum),
    REDUCE_MEAN("ReduceMean", 1, Shapes::reduce, Derivatives::reduceMean),
    REDUCE_MAX("ReduceMax", 1, Shapes::reduce, Derivatives::reduceMax),
    /** Index (INT64) of the first greatest element of the last axis. */
    ARG_MAX("ArgMax", 1, Shapes::argMax, Derivatives.CONSTANT_PIECES),

    // Composite
    /** Inputs: x, scale, bias. Outputs: y, and mean and 1/standard deviation over the last axis. */
    LAYER_NORMALIZATION("LayerNormalization", 3, Shapes::layerNorm, Derivatives::layerNorm, Decompositions::layerNorm),
    /** Inputs: dy, x, scale, mean, 1/standard deviation. Outputs: dx, dscale, dbias. */
    LAYER_NORMALIZATION_GRAD("LayerNormalizationGrad", 5, Shapes::layerNormGrad, null, Decompositions::layerNormGrad),
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

    public boolean isComposite() {
        return decomposition != null;
    }

    /** True for inputs, constants and variables. */
    public boolean isLeaf() {
        return this == INPUT || this == CONSTANT || this == VARIABLE;
    }

    /** False where the gradient is zero by definition: comparisons, indices, stop-gradient. */
    public boolean isDifferentiable() {
        return gradientRule != Derivatives.CONSTANT_PIECES && gradientRule != Derivatives.LEAF;
    }

    /** Records the outputs of this composite operator with simpler operators, in the graph of the inputs. */
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
