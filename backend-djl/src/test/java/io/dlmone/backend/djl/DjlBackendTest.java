package io.dlmone.backend.djl;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.dlmone.backend.Availability;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Platform;
import io.dlmone.backend.Precision;
import io.dlmone.error.UserException;
import io.dlmone.graph.Graph;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlBackendTest {

    private Backend backend;

    @BeforeEach
    void open() {
        backend = new DjlBackendProvider().open(BackendOptions.defaults().withThreads(1));
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void theProviderNamesTheEngineThatIsThere() {
        DjlBackendProvider provider = new DjlBackendProvider();
        assertThat(provider.engine())
                .isEqualTo("PyTorch "
                        + Engine.getEngine(PyTorch.ENGINE).getVersion().replaceAll("-.*", "") + " (DJL "
                        + Engine.getDjlVersion() + ")");
        assertThat(provider.availability()).isEqualTo(Availability.USABLE);
    }

    @Test
    void djlIsKeptFromCallingOut() {
        assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
        assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    }

    @Test
    void itKnowsTheNamesOfPlatforms() {
        assertThat(DjlBackendProvider.platform(Platform.of("Linux", "amd64"))).isEqualTo("linux-x86_64");
        assertThat(DjlBackendProvider.platform(Platform.of("Mac OS X", "aarch64")))
                .isEqualTo("osx-aarch64");
        assertThat(DjlBackendProvider.platform(Platform.of("Windows 11", "amd64")))
                .isEqualTo("win-x86_64");
    }

    @Test
    void whatTheEngineDoesNotHaveIsRefusedAtOnce() {
        BackendOptions o = new BackendOptions("tpu", 1, Precision.FP32, Optional.of(Path.of("profile")));
        assertThatThrownBy(() -> new DjlBackendProvider().open(o))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("tpu")
                .hasMessageContaining("profile");
    }

    @Test
    void withoutItsLibrariesCudaIsRefusedWithWhatToInstall() {
        assumeTrue(System.getenv("PYTORCH_LIBRARY_PATH") == null, "NOT CHECKED: other libraries are set");
        for (String device : new String[] {"cuda", "cuda:1"}) {
            BackendOptions o = new BackendOptions(device, 1, Precision.FP32, Optional.empty());
            assertThatThrownBy(() -> new DjlBackendProvider().open(o))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(device)
                    .hasMessageContaining("libtorch 2.7.1")
                    .hasMessageContaining("PYTORCH_FLAVOR=cu128");
        }
    }

    @Test
    void equalGraphsAreCompiledOnce() {
        Variable n = Variable.of("n", Shape.scalar());
        backend.write(n, Tensor.scalar(0f));
        assertThat(backend.compile(count(n))).isSameAs(backend.compile(count(n)));
        assertThat(backend.compile(count(Variable.of("n", Shape.scalar())))).isNotSameAs(backend.compile(count(n)));
    }

    private static Graph count(Variable n) {
        Graph g = new Graph("count");
        g.assign(n, add(g.read(n), 1));
        return g;
    }

    /** What a backend runs is also a file: loaded again by PyTorch's own loader, it computes the same. */
    @Test
    void aProgramIsAnArchive(@TempDir Path dir) throws IOException {
        Graph g = new Graph("archive");
        g.output("y", matmul(g.input("x", DType.FLOAT32, 2, 3), g.constant(Tensor.of(Shape.of(3, 1), 1f, 10f, 100f))));
        g.output("i", g.constant(Tensor.of(Shape.of(2), 7L, -1L)));
        g.output("b", g.constant(Tensor.of(Shape.of(2), true, false)));
        Path file = dir.resolve("program.pt");
        try (OutputStream out = Files.newOutputStream(file)) {
            TorchScriptArchive.write(
                    DjlLowering.lower(g, Precision.FP32, ScriptMethods.ofThisSystem(), p -> true), out);
        }
        try (NDManager manager = NDManager.newBaseManager(PyTorch.ENGINE);
                InputStream in = Files.newInputStream(file)) {
            PtSymbolBlock module = JniUtils.loadModule((PtNDManager) manager, in, false, false);
            PtNDArray x =
                    (PtNDArray) manager.create(new float[] {1, 2, 3, 4, 5, 6}, new ai.djl.ndarray.types.Shape(2, 3));
            PtNDArray[] y;
            try (IValue inputs = IValue.listFrom(x);
                    IValue none = IValue.listFrom(new PtNDArray[0]);
                    IValue result = IValueUtils.forward(module, new IValue[] {inputs, none, none})) {
                y = result.toTensorArray((PtNDManager) manager);
            }
            assertThat(NativeTensor.get(y[0], TensorType.floats(Shape.of(2, 1))).floats())
                    .containsExactly(321, 654);
            assertThat(y[1].toLongArray()).containsExactly(7, -1);
            assertThat(y[2].toBooleanArray()).containsExactly(true, false);
        }
    }

    @Test
    void numbersThatHaveNoNameInTheSourceAreConstants() {
        Graph g = new Graph("specials");
        g.output("y", mul(g.input("x", DType.FLOAT32, 2), Double.POSITIVE_INFINITY));
        assertThat(backend.compile(g)
                        .run(Map.of("x", Tensor.of(Shape.of(2), 1f, -1e-30f)))
                        .get("y")
                        .floats())
                .containsExactly(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    }

    /** The number of threads is the process's: each backend has its own when it runs. */
    @Test
    void twoBackendsRunWithTheirOwnThreads() {
        Variable n = Variable.of("n", Shape.scalar());
        backend.write(n, Tensor.scalar(0f));
        try (Backend other =
                new DjlBackendProvider().open(BackendOptions.defaults().withThreads(2))) {
            other.write(n, Tensor.scalar(0f));
            other.compile(count(n)).run(Map.of());
            assertThat(JniUtils.getNumThreads()).isEqualTo(2);
            backend.compile(count(n)).run(Map.of());
            assertThat(JniUtils.getNumThreads()).isEqualTo(1);
        }
    }
}
