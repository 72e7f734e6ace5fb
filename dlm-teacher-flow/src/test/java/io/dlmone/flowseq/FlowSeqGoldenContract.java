package io.dlmone.flowseq;

import io.dlmone.backend.Backend;
import io.dlmone.diffuseq.DiffuSeqSizes;
import io.dlmone.diffuseq.official.OfficialWeights;
import io.dlmone.golden.Golden;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.Parameters;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the comparisons with the official code's values share: an engine, and the tiny model of the official code. */
abstract class FlowSeqGoldenContract {

    static final double FORWARD = 1e-5;
    static final double GRADIENT = 1e-4;

    /** The model of the official tiny checkpoint. */
    static final FlowSeqModel TINY = new FlowSeqModel(new DiffuSeqSizes(200, 16, 24, 16, 64, 32, 2, 2, 64));

    private static final Map<String, Tensor> WEIGHTS = official();

    Backend backend;
    Parameters parameters;

    /** The engine under test, open. */
    abstract Backend open();

    @BeforeEach
    void load() {
        backend = open();
        parameters = Parameters.trained("tiny", TINY.parameters());
        parameters.write(backend, WEIGHTS);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    static Map<String, Tensor> weights() {
        return WEIGHTS;
    }

    private static Map<String, Tensor> official() {
        try {
            Path folder = Files.createTempDirectory("dlm-golden");
            Path file = GoldenCheckpoint.FLOWSEQ.copyWeightsTo(folder);
            Map<String, Tensor> weights = OfficialWeights.read(file, TINY.parameters());
            Files.delete(file);
            Files.delete(folder);
            return weights;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A golden tensor as an input of the same name; a mask as BOOL {@code [batch, length, 1]}. */
    static Value input(Graph g, Golden golden, String name) {
        Tensor t = tensor(golden, name);
        return g.input(name, t.type(), t.shape().dims());
    }

    private static Tensor tensor(Golden golden, String name) {
        return name.equals("input_mask") ? golden.mask(name) : golden.tensor(name);
    }

    /** What a graph gives for the golden inputs. */
    Map<String, Tensor> run(Graph g, Golden golden) {
        Map<String, Tensor> in = new HashMap<>();
        g.inputs().keySet().forEach(name -> in.put(name, tensor(golden, name)));
        return backend.compile(g).run(in);
    }
}
