package io.dlmone.backend.onnx;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.PathChecks;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.Int8Weights;
import io.dlmone.nn.Weights;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Weights in 8 bits are multiplied as they are. */
class OnnxInt8Test {

    private static final Shape SHAPE = Shape.of(32, 64);

    private static Graph network() {
        Map<String, Tensor> weights = Map.of(
                "q", Tensor.of(SHAPE, CounterRandom.of(1, "q").gaussians(0, SHAPE.size())),
                "k", Tensor.of(SHAPE, CounterRandom.of(2, "k").gaussians(0, SHAPE.size())));
        Graph g = new Graph("network");
        Weights w = Int8Weights.constants(g, Int8Weights.quantized(weights, Map.of("q", 0, "k", 0)));
        Value x = g.input("x", DType.FLOAT32, 2, 5, 64);
        Value q = add(matmul(x, transposeMatrix(w.get("q"))), g.constant(Tensor.zeros(Shape.of(32))));
        g.output("sum", add(q, matmul(x, transposeMatrix(w.get("k")))));
        return g;
    }

    private static List<String> operators(List<NodeProto> nodes) {
        return nodes.stream().map(NodeProto::getOpType).toList();
    }

    /** The input of two products is rounded once, and the weights in FLOAT32 are nowhere. */
    @Test
    void productsAreOfWholeNumbers() {
        List<String> trusted = operators(OnnxLowering.lower(network(), v -> 0, probe -> true)
                .proto()
                .getGraph()
                .getNodeList());
        List<String> file =
                operators(OnnxLowering.file(network(), false).getGraph().getNodeList());
        for (List<String> operators : List.of(trusted, file)) {
            assertThat(operators)
                    .doesNotContain("MatMul", "FusedMatMul", "Gemm")
                    .filteredOn("MatMulInteger"::equals)
                    .hasSize(2);
            assertThat(operators).filteredOn("QuantizeLinear"::equals).hasSize(1);
        }
    }

    @Test
    void whereTheyAreWrongFloatsAreMultiplied() {
        List<String> plain = operators(OnnxLowering.lower(network(), v -> 0, probe -> false)
                .proto()
                .getGraph()
                .getNodeList());
        assertThat(plain).contains("MatMul", "Cast").doesNotContain("MatMulInteger");
    }

    /** What else is in the batch, however large its numbers are, changes nothing. */
    @Test
    void aRowHasItsOwnRange() {
        float[] one = CounterRandom.of(3, "x").gaussians(0, 5 * 64);
        float[] other = CounterRandom.of(4, "x").gaussians(0, 5 * 64);
        try (Backend backend =
                new OnnxBackendProvider().open(BackendOptions.defaults().withThreads(1))) {
            Program program = backend.compile(network());
            List<float[]> beside = new ArrayList<>();
            for (float times : new float[] {0, 1, 1e6f}) {
                float[] both = Arrays.copyOf(one, 2 * 5 * 64);
                for (int i = 0; i < other.length; i++) {
                    both[one.length + i] = times * other[i];
                }
                float[] sum = program.run(Map.of("x", Tensor.of(Shape.of(2, 5, 64), both)))
                        .get("sum")
                        .floats();
                beside.add(Arrays.copyOf(sum, 5 * 32));
                assertThat(sum).doesNotContain(Float.NaN);
            }
            assertThat(beside.get(1)).containsExactly(beside.get(0));
            assertThat(beside.get(2)).containsExactly(beside.get(0));
        }
    }

    @Test
    void theyAreCheckedOnTheMachineAtHand() {
        try (Backend backend =
                new OnnxBackendProvider().open(BackendOptions.defaults().withThreads(1))) {
            backend.compile(network());
        }
        assertThat(PathChecks.ofProcess("onnx").verdicts())
                .filteredOn(check -> check.path().equals("int8 product"))
                .isNotEmpty()
                .allSatisfy(check -> assertThat(check.error()).isLessThan(check.tolerance()));
    }
}
