package io.dlmone.diffuseq;

import io.dlmone.backend.Backend;
import io.dlmone.diffuseq.official.OfficialModel;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.nn.Parameters;
import io.dlmone.tensor.Tensor;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the comparisons with the official code's values share: an engine, and the tiny model of the official code. */
abstract class GoldenContract {

    static final double FORWARD = 1e-5;
    static final double GRADIENT = 1e-4;

    private static final OfficialModel IMPORTED = imported(GoldenCheckpoint.TINY);

    static final DiffuSeqModel TINY = IMPORTED.architecture();

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
        return IMPORTED.weights();
    }

    /** A model of the official code, read from its own files. */
    static OfficialModel imported(GoldenCheckpoint checkpoint) {
        Path folder = null;
        try {
            folder = checkpoint.copyTo(Files.createTempDirectory("dlm-golden"));
            return OfficialModel.read(folder, Optional.empty(), Optional.of(folder.resolve("encoder.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        for (File file : folder.toFile().listFiles()) {
            file.delete();
        }
        folder.toFile().delete();
    }
}
