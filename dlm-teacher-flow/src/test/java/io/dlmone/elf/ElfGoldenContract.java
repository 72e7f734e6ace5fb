package io.dlmone.elf;

import static io.dlmone.contract.Closeness.assertClose;

import io.dlmone.backend.Backend;
import io.dlmone.golden.Golden;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Parameters;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the comparisons with the official code's values share: an engine, and the tiny model of the official code. */
abstract class ElfGoldenContract {

    static final double FORWARD = 1e-5;
    static final double GRADIENT = 1e-4;

    /** The sizes of the official tiny checkpoint. */
    static final ElfConfig TINY = new ElfConfig(
            200,
            16,
            8,
            1,
            32,
            2,
            2,
            ElfConfig.officialFeedForward(32),
            8,
            new ElfConfig.Prefix(4, 4, 4),
            ElfConfig.Latents.OFFICIAL,
            new T5Config(208, 16, 8, 2, 32, 2, 32, 128, 1e-6));

    Backend backend;
    Parameters parameters;
    Parameters encoder;

    /** The engine under test, open. */
    abstract Backend open();

    @BeforeEach
    void load() {
        backend = open();
        parameters = Parameters.trained("tiny", ElfParameters.network(TINY));
        encoder = Parameters.frozen("tiny", ElfParameters.encoder(TINY));
        Map<String, Tensor> weights = Golden.of("elf_weights").after("");
        parameters.write(backend, weights);
        encoder.write(backend, weights);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    static List<ParameterSpec> specs() {
        List<ParameterSpec> all = new ArrayList<>(ElfParameters.network(TINY));
        all.addAll(ElfParameters.encoder(TINY));
        return all;
    }

    /** The weights of network and encoder in a graph. */
    Weights weights(Graph g) {
        return name -> g.read((name.startsWith(ElfParameters.ENCODER) ? encoder : parameters).get(name));
    }

    /** A golden tensor as an input of the same name. */
    static Value input(Graph g, Golden golden, String name) {
        Tensor t = golden.tensor(name);
        return g.input(name, t.type(), t.shape().dims());
    }

    /** A golden mask {@code [batch, length]} as a BOOL input {@code [batch, length, 1]}, true where it is 0. */
    static Value target(Graph g, Golden golden) {
        int[] d = golden.shape("cond_seq_mask").dims();
        return g.input("target", DType.BOOL, d[0], d[1], 1);
    }

    /** Runs a graph whose inputs are golden tensors by name, {@code target} and those given. */
    Map<String, Tensor> run(Graph g, Golden golden, Map<String, Tensor> given) {
        Map<String, Tensor> in = new HashMap<>(given);
        g.inputs()
                .keySet()
                .forEach(n ->
                        in.computeIfAbsent(n, name -> name.equals("target") ? target(golden) : golden.tensor(name)));
        return backend.compile(g).run(in);
    }

    static Tensor target(Golden golden) {
        Tensor mask = golden.mask("cond_seq_mask");
        boolean[] b = new boolean[mask.shape().size()];
        for (int i = 0; i < b.length; i++) {
            b[i] = !mask.booleans()[i];
        }
        return Tensor.of(mask.shape(), b);
    }

    /** Compares every output with the golden tensor of its name. */
    static void compare(Map<String, Tensor> out, Golden golden, double tolerance) {
        out.forEach((name, value) -> assertClose(name, value, golden.tensor(name), tolerance));
    }
}
