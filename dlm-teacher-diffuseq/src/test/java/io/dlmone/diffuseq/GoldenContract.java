package io.dlmone.diffuseq;

import io.dlmone.backend.Backend;
import io.dlmone.contract.Golden;
import io.dlmone.nn.Parameters;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the comparisons with the official code's values share: an engine and the tiny network. */
abstract class GoldenContract {

    static final double FORWARD = 1e-5;
    static final double GRADIENT = 1e-4;

    static final DiffuSeqModel TINY = new DiffuSeqModel(new DiffuSeqConfig(200, 16, 24, 16, 64, 32, 2, 2, 64, 2000));

    Backend backend;
    Parameters parameters;

    /** The engine under test, open. */
    abstract Backend open();

    @BeforeEach
    void load() {
        backend = open();
        parameters = Parameters.trained("tiny", TINY.parameters());
        parameters.write(backend, weights());
    }

    @AfterEach
    void close() {
        backend.close();
    }

    static Map<String, Tensor> weights() {
        return Golden.of("tiny.model").after("");
    }
}
