package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.graph.Graph;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Opens a backend for every test and closes it after. */
@ExtendWith(ContractRecord.class)
abstract class BackendFixture {

    /** Whatever an operator asks for, an engine in float32 is never allowed more than this. */
    static final double GREATEST_TOLERANCE = 2e-3;

    Backend backend;

    /** The provider under test. */
    protected abstract BackendProvider provider();

    /** How to open it: the CPU and one thread, where a subclass does not say otherwise. */
    protected BackendOptions options() {
        return BackendOptions.defaults().withThreads(1);
    }

    /** Relative tolerance of a case; an engine that approximates an operator may say so here, up to 2e-3. */
    protected double tolerance(OperatorCase c) {
        return c.tolerance();
    }

    @BeforeEach
    final void openBackend() {
        backend = provider().open(options());
    }

    @AfterEach
    final void closeBackend() {
        if (backend != null) {
            backend.close();
        }
    }

    final Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
        return backend.compile(graph).run(inputs);
    }

    /**
     * Compares with the oracle, relative to the greatest magnitude that it expects, or to {@code floor} if that is
     * more.
     */
    static void assertClose(String what, Tensor actual, NdArray expected, double tolerance, double floor) {
        assertThat(actual).as(what).isNotNull();
        assertThat(actual.type()).as(what + ": element type").isEqualTo(expected.type());
        assertThat(actual.shape()).as(what + ": shape").isEqualTo(expected.shape());
        if (expected.type() != DType.FLOAT32) {
            assertThat(actual).as(what).isEqualTo(expected.toTensor());
            return;
        }
        double[] e = expected.doubles();
        double scale = Arrays.stream(e).map(Math::abs).reduce(floor, Math::max);
        for (int i = 0; i < e.length; i++) {
            assertThat((double) actual.floats()[i])
                    .as("%s, element %d of %s, against the oracle", what, i, expected.shape())
                    .isCloseTo(e[i], within(tolerance * scale));
        }
    }
}
