package io.dlmone.graph;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the operators refuse. */
class ShapesTest {

    private static TensorType f(int... dims) {
        return new TensorType(DType.FLOAT32, Shape.of(dims));
    }

    private static TensorType i(int... dims) {
        return new TensorType(DType.INT64, Shape.of(dims));
    }

    private static TensorType b(int... dims) {
        return new TensorType(DType.BOOL, Shape.of(dims));
    }

    private static Attributes list(String name, int... values) {
        return Attributes.of(name, values);
    }

    private static Attributes axis(int axis) {
        return Attributes.of("axis", axis);
    }

    private static Arguments no(String why, Op op, Attributes a, TensorType... in) {
        return arguments(op, a, in, why);
    }

    private static Arguments no(String why, Op op, TensorType... in) {
        return no(why, op, Attributes.NONE, in);
    }

    static Stream<Arguments> refused() {
        Attributes epsilon = Attributes.of("epsilon", 1e-5);
        return Stream.of(
                no("[2, 3] and [4] do not broadcast", Op.ADD, f(2, 3), f(4)),
                no("must be FLOAT32, is INT64", Op.MUL, f(2), i(2)),
                no("element types differ", Op.EQUAL, f(2), i(2)),
                no("truths have no order", Op.LESS, b(2), b(2)),
                no("must be BOOL, is FLOAT32", Op.AND, f(2), f(2)),
                no("must be BOOL, is FLOAT32", Op.NOT, f(2)),
                no("must be BOOL, is FLOAT32", Op.WHERE, f(2), f(2), f(2)),
                no("element types differ", Op.WHERE, b(2), f(2), i(2)),
                no("must be FLOAT32, is INT64", Op.EXP, i(2)),
                no("takes 1 inputs, got 2", Op.EXP, f(2), f(2)),
                no("another number of elements", Op.RESHAPE, list("shape", 3, 3), f(2, 3)),
                no("negative dimension", Op.RESHAPE, list("shape", -2, -3), f(2, 3)),
                no("attribute shape is missing", Op.RESHAPE, f(2, 3)),
                no("cannot expand to [3]", Op.EXPAND, list("shape", 3), f(2, 3)),
                no("not a permutation", Op.TRANSPOSE, list("perm", 0, 0), f(2, 3)),
                no("shapes differ off the axis", Op.CONCAT, axis(0), f(2, 3), f(2, 4)),
                no("must be FLOAT32, is INT64", Op.CONCAT, axis(0), f(2), i(2)),
                no("slice outside the axis", Op.SLICE, axis(0).and("start", 1).and("end", 4), f(3)),
                no("axis 1 is outside [3]", Op.SLICE, axis(1).and("start", 0).and("end", 1), f(3)),
                no("negative padding", Op.PAD, axis(0).and("before", -1).and("after", 0), f(3)),
                no("must be FLOAT32, is INT64", Op.PAD, axis(0).and("before", 1).and("after", 0), i(3)),
                no("inner dimensions differ", Op.MATMUL, f(2, 3), f(4, 5)),
                no("matrices need two axes", Op.MATMUL, f(3), f(3, 5)),
                no("do not broadcast", Op.MATMUL, f(2, 3, 4), f(3, 4, 5)),
                no("must be FLOAT32, is INT64", Op.MATMUL, i(2, 3), i(3, 4)),
                no("must be INT64, is FLOAT32", Op.GATHER, f(2, 3), f(2)),
                no("a table needs an axis", Op.GATHER, f(), i(2)),
                no("one row for each index", Op.SCATTER_ADD, Attributes.of("rows", 4), i(2), f(3, 5)),
                no("must be FLOAT32, is INT64", Op.SCATTER_ADD, Attributes.of("rows", 4), i(2), i(2)),
                no("one index for each row", Op.GATHER_ELEMENTS, f(2, 3), i(2)),
                no("must be FLOAT32, is INT64", Op.GATHER_ELEMENTS, i(2, 3), i(2, 1)),
                no("must be INT64, is FLOAT32", Op.ONE_HOT, Attributes.of("depth", 3), f(2)),
                no("axis 2 is outside", Op.REDUCE_SUM, list("axes", 2).and("keepdims", 0), f(2, 3)),
                no("nothing to choose from", Op.ARG_MAX, f()),
                no("nothing to choose from", Op.ARG_MAX, f(2, 0)),
                no("scale and bias must be [3]", Op.LAYER_NORMALIZATION, epsilon, f(2, 3), f(2), f(3)),
                no("must be FLOAT32, is INT64", Op.LAYER_NORMALIZATION, epsilon, i(2, 3), f(3), f(3)),
                no(
                        "statistics must be [2, 1]",
                        Op.LAYER_NORMALIZATION_GRAD,
                        epsilon,
                        f(2, 3),
                        f(2, 3),
                        f(3),
                        f(2),
                        f(2)),
                no("shapes [2] and [3] differ", Op.GELU_GRAD, f(2), f(3)),
                no("a scalar has no last axis", Op.SOFTMAX, f()),
                no("a scalar has no last axis", Op.LOG_SOFTMAX, f()),
                no("shapes [2, 3] and [3] differ", Op.SOFTMAX_GRAD, f(2, 3), f(3)),
                no("needs logits [n, classes]", Op.CROSS_ENTROPY, f(2, 3), i(3)),
                no("must be FLOAT32, is INT64", Op.CROSS_ENTROPY, i(2, 3), i(2)),
                no("the gradient must be float32[2]", Op.CROSS_ENTROPY_GRAD, f(3), f(2, 3), i(2)),
                no("needs [batch, heads, length, width]", Op.ATTENTION, f(2, 3, 4), f(2, 3, 4), f(2, 3, 4)),
                no("queries, keys and values do not fit", Op.ATTENTION, f(1, 1, 3, 4), f(1, 1, 3, 5), f(1, 1, 3, 4)),
                no("batch or heads differ", Op.ATTENTION, f(1, 1, 3, 4), f(1, 2, 3, 4), f(1, 2, 3, 4)),
                no("the gradient must be", Op.ATTENTION_GRAD, attentionGradient(f(1), f(1, 1, 3))),
                no("attention's outputs must be", Op.ATTENTION_GRAD, attentionGradient(f(1, 1, 3, 4), f(1, 1, 3, 4))));
    }

    private static TensorType[] attentionGradient(TensorType dy, TensorType sums) {
        TensorType x = f(1, 1, 3, 4);
        return new TensorType[] {dy, x, x, x, x, sums};
    }

    @ParameterizedTest
    @MethodSource("refused")
    void tellsWhatDoesNotFit(Op op, Attributes attributes, TensorType[] types, String why) {
        Graph g = new Graph("test");
        Value[] in = new Value[types.length];
        Arrays.setAll(
                in, k -> g.input("x" + k, types[k].type(), types[k].shape().dims()));
        assertThatThrownBy(() -> g.apply(op, attributes, in))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(op.onnxName())
                .hasMessageContaining(why);
    }

    @Test
    void namesTheGraphTheOperatorAndTheTypes() {
        Graph g = new Graph("encoder");
        Value x = g.input("x", DType.FLOAT32, 2, 3);
        Value w = g.input("w", DType.FLOAT32, 4, 5);
        assertThatThrownBy(() -> Ops.matmul(x, w))
                .hasMessage("graph encoder: MatMul on [float32[2, 3], float32[4, 5]]: inner dimensions differ");
    }
}
