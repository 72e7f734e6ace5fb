package io.dlmone.graph;

import io.dlmone.tensor.DType;

/** The operators that go element by element; part of {@link Ops}, where users find them. */
abstract sealed class ElementwiseOps permits Ops {

    ElementwiseOps() {}

    /**
     * {@return a + b, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value add(Value a, Value b) {
        return apply(Op.ADD, a, b);
    }

    /**
     * {@return a + b}
     *
     * @param a left operand
     * @param b a constant
     */
    public static Value add(Value a, double b) {
        return b == 0 ? a : add(a, constant(a, b));
    }

    /**
     * {@return a - b, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value sub(Value a, Value b) {
        return apply(Op.SUB, a, b);
    }

    /**
     * {@return a b, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value mul(Value a, Value b) {
        return apply(Op.MUL, a, b);
    }

    /**
     * {@return a b}
     *
     * @param a left operand
     * @param b a constant
     */
    public static Value mul(Value a, double b) {
        return b == 1 ? a : mul(a, constant(a, b));
    }

    /**
     * {@return a / b, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value div(Value a, Value b) {
        return apply(Op.DIV, a, b);
    }

    /**
     * {@return the greater of both, element by element, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value max(Value a, Value b) {
        return apply(Op.MAX, a, b);
    }

    /**
     * {@return the greater of an element and a constant}
     *
     * @param a left operand
     * @param b a constant
     */
    public static Value max(Value a, double b) {
        return max(a, constant(a, b));
    }

    /**
     * {@return the smaller of both, element by element, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value min(Value a, Value b) {
        return apply(Op.MIN, a, b);
    }

    /**
     * {@return the smaller of an element and a constant}
     *
     * @param a left operand
     * @param b a constant
     */
    public static Value min(Value a, double b) {
        return min(a, constant(a, b));
    }

    /**
     * {@return whether elements are equal, BOOL, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value equal(Value a, Value b) {
        return apply(Op.EQUAL, a, b);
    }

    /**
     * {@return whether a is less than b, BOOL, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value less(Value a, Value b) {
        return apply(Op.LESS, a, b);
    }

    /**
     * {@return whether both hold, BOOL, broadcast}
     *
     * @param a left operand, BOOL
     * @param b right operand, BOOL
     */
    public static Value and(Value a, Value b) {
        return apply(Op.AND, a, b);
    }

    /**
     * {@return whether it does not hold, BOOL}
     *
     * @param a operand, BOOL
     */
    public static Value not(Value a) {
        return apply(Op.NOT, a);
    }

    /**
     * {@return {@code a} where the condition holds, else {@code b}, broadcast}
     *
     * @param condition BOOL
     * @param a taken where it holds
     * @param b taken elsewhere
     */
    public static Value where(Value condition, Value a, Value b) {
        return apply(Op.WHERE, condition, a, b);
    }

    /**
     * {@return -a}
     *
     * @param a operand
     */
    public static Value neg(Value a) {
        return apply(Op.NEG, a);
    }

    /**
     * {@return the magnitude of each element}
     *
     * @param a operand
     */
    public static Value abs(Value a) {
        return apply(Op.ABS, a);
    }

    /**
     * {@return -1, 0 or 1}
     *
     * @param a operand
     */
    public static Value sign(Value a) {
        return apply(Op.SIGN, a);
    }

    /**
     * {@return e to the power of a}
     *
     * @param a operand
     */
    public static Value exp(Value a) {
        return apply(Op.EXP, a);
    }

    /**
     * {@return the natural logarithm}
     *
     * @param a operand, above 0
     */
    public static Value log(Value a) {
        return apply(Op.LOG, a);
    }

    /**
     * {@return the square root}
     *
     * @param a operand, at least 0
     */
    public static Value sqrt(Value a) {
        return apply(Op.SQRT, a);
    }

    /**
     * {@return a a}
     *
     * @param a operand
     */
    public static Value square(Value a) {
        return mul(a, a);
    }

    /**
     * {@return 1 / a}
     *
     * @param a operand
     */
    public static Value reciprocal(Value a) {
        return apply(Op.RECIPROCAL, a);
    }

    /**
     * {@return the hyperbolic tangent}
     *
     * @param a operand
     */
    public static Value tanh(Value a) {
        return apply(Op.TANH, a);
    }

    /**
     * {@return 1 / (1 + exp(-a))}
     *
     * @param a operand
     */
    public static Value sigmoid(Value a) {
        return apply(Op.SIGMOID, a);
    }

    /**
     * {@return a sigmoid(a)}
     *
     * @param a operand
     */
    public static Value silu(Value a) {
        return mul(a, sigmoid(a));
    }

    /**
     * {@return log(1 + exp(a))}
     *
     * @param a operand
     */
    public static Value softplus(Value a) {
        return apply(Op.SOFTPLUS, a);
    }

    /**
     * {@return the error function}
     *
     * @param a operand
     */
    public static Value erf(Value a) {
        return apply(Op.ERF, a);
    }

    /**
     * {@return the sine}
     *
     * @param a operand, in radians
     */
    public static Value sin(Value a) {
        return apply(Op.SIN, a);
    }

    /**
     * {@return the cosine}
     *
     * @param a operand, in radians
     */
    public static Value cos(Value a) {
        return apply(Op.COS, a);
    }

    /**
     * {@return a (1 + erf(a / sqrt 2)) / 2}
     *
     * @param a operand
     */
    public static Value gelu(Value a) {
        return apply(Op.GELU, a);
    }

    /**
     * {@return a (1 + tanh(sqrt(2 / pi) (a + 0.044715 a^3))) / 2, the approximation of {@link #gelu}}
     *
     * @param a operand
     */
    public static Value geluTanh(Value a) {
        double c = Math.sqrt(2 / Math.PI);
        Value inner = mul(a, add(mul(square(a), 0.044715 * c), constant(a, c)));
        return mul(mul(a, 0.5), add(tanh(inner), 1));
    }

    /**
     * {@return the same values, through which no gradient flows}
     *
     * @param a operand
     */
    public static Value stopGradient(Value a) {
        return apply(Op.STOP_GRADIENT, a);
    }

    /**
     * {@return the values as another type}
     *
     * @param a operand
     * @param to the type
     */
    public static Value cast(Value a, DType to) {
        return a.type() == to ? a : a.graph().apply(Op.CAST, Attributes.of("to", to), a);
    }

    static Value constant(Value like, double value) {
        return like.graph().constant(value);
    }

    static Value apply(Op op, Value... inputs) {
        return inputs[0].graph().apply(op, Attributes.NONE, inputs);
    }
}
