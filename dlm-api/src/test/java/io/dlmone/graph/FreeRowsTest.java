package io.dlmone.graph;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which values grow with a batch; what engines make of that is in the contract of file formats. */
class FreeRowsTest {

    @Test
    void whatComesFromAnInputGrowsAndWeightsDoNot() {
        Graph g = new Graph("rows");
        Value x = g.input("x", DType.FLOAT32, 1, 3, 4);
        Value weight = g.constant(Tensor.zeros(Shape.of(4, 4)));
        Value shared = add(weight, 1);
        Value flat = matmul(reshape(x, 3, 4), shared);
        Value y = reshape(flat, 1, 12);
        g.output("y", y);
        FreeRows rows = FreeRows.of(g);
        assertThat(rows.grows(x)).isTrue();
        assertThat(rows.grows(weight)).isFalse();
        assertThat(rows.dims(shared)).containsExactly(4, 4);
        assertThat(rows.dims(flat)).containsExactly(-1, 4);
        assertThat(rows.dims(y)).containsExactly(-1, 12);
        assertThat(FreeRows.NONE.dims(y)).containsExactly(1, 12);
    }

    @Test
    void operatorsThatMixRowsAreRefused() {
        Map<String, UnaryOperator<Value>> mixing = Map.of(
                "a reduction over rows", x -> sum(x, true, 0),
                "rows moved inwards", x -> transpose(x, 1, 0, 2),
                "rows one after the other", x -> concat(0, x, x),
                "some rows", x -> slice(x, 0, 0, 1),
                "rows beside none", x -> concat(1, x, reshape(table(x), 1, 3, 4)),
                "flat rows and a table", x -> add(reshape(x, 3, 4), table(x)),
                "a product over rows", x -> matmul(transposeMatrix(reshape(x, 3, 4)), table(x)),
                "a softmax over rows", x -> softmax(reshape(x, 12)),
                "a result without rows", FreeRowsTest::table);
        mixing.forEach((what, record) -> {
            Graph g = new Graph("mixed");
            g.output("y", record.apply(g.input("x", DType.FLOAT32, 1, 3, 4)));
            assertThatThrownBy(() -> FreeRows.of(g))
                    .as(what)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("mixes the rows of a batch");
        });
    }

    @Test
    void anInputIsOfOneRow() {
        Graph g = new Graph("two");
        g.output("y", tanh(g.input("x", DType.FLOAT32, 2, 3)));
        assertThatThrownBy(() -> FreeRows.of(g)).hasMessageContaining("mixes the rows of a batch");
    }

    private static Value table(Value x) {
        return x.graph().constant(Tensor.zeros(Shape.of(3, 4)));
    }
}
