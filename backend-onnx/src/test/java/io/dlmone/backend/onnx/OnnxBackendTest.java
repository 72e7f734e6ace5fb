package io.dlmone.backend.onnx;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import io.dlmone.backend.Availability;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Precision;
import io.dlmone.backend.Program;
import io.dlmone.error.UserException;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OnnxBackendTest {

    private Backend backend;

    @BeforeEach
    void open() {
        backend = Backends.named("onnx").open(BackendOptions.defaults().withThreads(2));
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void theProviderNamesTheEngineThatIsThere() {
        assertThat(new OnnxBackendProvider().engine())
                .isEqualTo("ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion());
        assertThat(new OnnxBackendProvider().availability()).isEqualTo(Availability.USABLE);
    }

    @Test
    void whatTheEngineDoesNotHaveIsRefusedAtOnce() {
        BackendOptions o = new BackendOptions("cuda:1", 1, Precision.BF16, Optional.empty());
        assertThatThrownBy(() -> new OnnxBackendProvider().open(o))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("libraries for CUDA")
                .hasMessageContaining("BF16");
    }

    @Test
    void assignmentsSeeTheValuesFromBeforeTheRun() {
        Variable a = Variable.of("a", Shape.of(2));
        Variable b = Variable.of("b", Shape.of(2));
        backend.write(a, Tensor.of(Shape.of(2), 1f, 2f));
        backend.write(b, Tensor.of(Shape.of(2), 3f, 4f));
        Graph g = new Graph("exchange");
        g.assign(a, g.read(b));
        g.assign(b, g.read(a));
        Program p = backend.compile(g);
        for (int i = 0; i < 3; i++) {
            p.run(Map.of());
        }
        assertThat(backend.read(a).floats()).containsExactly(3, 4);
        assertThat(backend.read(b).floats()).containsExactly(1, 2);
    }

    @Test
    void oneValueCanBeAssignedTwiceAndPutOut() {
        Variable a = Variable.of("a", Shape.of(2));
        Variable b = Variable.of("b", Shape.of(2));
        Graph g = new Graph("fan out");
        Value x = g.input("x", DType.FLOAT32, 2);
        Value y = mul(x, 2);
        g.assign(a, y);
        g.assign(b, y);
        g.output("y", y);
        g.output("again", stopGradient(y));
        g.output("x", x);
        Map<String, Tensor> out = backend.compile(g).run(Map.of("x", Tensor.of(Shape.of(2), 1f, 2f)));
        assertThat(out.get("y").floats()).containsExactly(2, 4);
        assertThat(out.get("again").floats()).containsExactly(2, 4);
        assertThat(out.get("x").floats()).containsExactly(1, 2);
        assertThat(backend.read(a).floats()).containsExactly(2, 4);
        assertThat(backend.read(b).floats()).containsExactly(2, 4);
    }

    @Test
    void programsShareVariablesAndEqualGraphsAreCompiledOnce() {
        Variable n = Variable.of("n", Shape.scalar());
        backend.write(n, Tensor.scalar(0f));
        Program p = backend.compile(count(n));
        assertThat(backend.compile(count(n))).isSameAs(p);
        p.run(Map.of());
        Graph show = new Graph("show");
        show.output("n", mul(show.read(n), 10));
        assertThat(backend.compile(show).run(Map.of()).get("n").item()).isEqualTo(10);
        p.run(Map.of());
        assertThat(backend.compile(show).run(Map.of()).get("n").item()).isEqualTo(20);
    }

    private static Graph count(Variable n) {
        Graph g = new Graph("count");
        g.assign(n, add(g.read(n), 1));
        return g;
    }

    @Test
    void frozenVariablesAreBakedIn() {
        Variable w = Variable.frozen("w", Shape.of(2, 3));
        Graph g = new Graph("frozen");
        g.output("y", matmul(g.input("x", DType.FLOAT32, 1, 3), transposeMatrix(g.read(w))));
        assertThatThrownBy(() -> backend.compile(g))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("w");
        backend.write(w, Tensor.of(w.shape(), 1f, 2f, 3f, 4f, 5f, 6f));
        Program p = backend.compile(g);
        assertThat(p.run(Map.of("x", Tensor.of(Shape.of(1, 3), 1f, 1f, 2f)))
                        .get("y")
                        .floats())
                .containsExactly(9, 21);
        assertThatThrownBy(() -> backend.write(w, Tensor.zeros(w.shape())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("w");
        backend.release(w);
        assertThatThrownBy(() -> p.run(Map.of("x", Tensor.zeros(Shape.of(1, 3)))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void inputsAreChecked() {
        Graph g = new Graph("inputs");
        g.output("y", neg(g.input("x", DType.FLOAT32, 2)));
        Program p = backend.compile(g);
        assertThatThrownBy(() -> p.run(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x");
        assertThatThrownBy(() -> p.run(Map.of("x", Tensor.zeros(Shape.of(3)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x");
        assertThatThrownBy(() -> p.run(Map.of("x", Tensor.zeros(Shape.of(2)), "z", Tensor.scalar(1f))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("z");
    }

    @Test
    void nothingRunsAfterClosing() {
        Variable n = Variable.of("n", Shape.scalar());
        backend.write(n, Tensor.scalar(0f));
        Program p = backend.compile(count(n));
        backend.close();
        backend.close();
        assertThatThrownBy(() -> p.run(Map.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.read(n)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.compile(count(n))).isInstanceOf(IllegalStateException.class);
    }
}
