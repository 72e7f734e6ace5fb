package io.dlmone.backend.onnx;

import static io.dlmone.graph.Ops.mean;
import static io.dlmone.graph.Ops.square;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Precision;
import io.dlmone.backend.Program;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.nn.BertLayer;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Parameters;
import io.dlmone.optim.AdamW;
import io.dlmone.optim.Ema;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Times transformer blocks of hidden size 256 on {@code [32, 64, 256]}: forward with frozen weights, forward and
 * backward, and a whole update with AdamW and an average. Run by hand: {@code [layers [rounds [threads [directory for
 * the engine's profile]]]]}.
 */
final class TransformerTimes {

    private static final int BATCH = 32;
    private static final int LENGTH = 64;
    private static final int HIDDEN = 256;

    private final Backend backend;
    private final List<ParameterSpec> specs = new ArrayList<>();
    private final int layers;
    private final int rounds;

    private TransformerTimes(Backend backend, int layers, int rounds) {
        this.backend = backend;
        this.layers = layers;
        this.rounds = rounds;
        for (int i = 0; i < layers; i++) {
            specs.addAll(BertLayer.spec("layer." + i, HIDDEN, 4 * HIDDEN));
        }
    }

    public static void main(String[] args) {
        int layers = args.length > 0 ? Integer.parseInt(args[0]) : 1;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        int threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
        Optional<Path> profile = args.length > 3 ? Optional.of(Path.of(args[3])) : Optional.empty();
        BackendOptions options = new BackendOptions("cpu", threads, Precision.FP32, profile);
        try (Backend backend = new OnnxBackendProvider().open(options)) {
            TransformerTimes times = new TransformerTimes(backend, layers, rounds);
            times.forward();
            times.backward();
            times.update();
        }
    }

    private void forward() {
        Graph g = new Graph("forward");
        Parameters p = Parameters.frozen("frozen", specs);
        p.asMap().forEach((name, v) -> backend.write(v, value(name)));
        g.output("h", network(g, p));
        time(g);
    }

    private void backward() {
        Graph g = new Graph("backward");
        Parameters p = trained("plain");
        Value loss = mean(square(network(g, p)));
        List<Variable> variables = p.trainable();
        List<Value> d = Gradients.of(loss, variables.stream().map(g::read).toList());
        for (int i = 0; i < d.size(); i++) {
            g.output(variables.get(i).name(), d.get(i));
        }
        time(g);
    }

    private void update() {
        Graph g = new Graph("update");
        Parameters p = trained("net");
        Parameters average = trained("average");
        AdamW optimiser = new AdamW(AdamW.Settings.STANDARD, p.trainable());
        optimiser.reset(backend);
        Value loss = mean(square(network(g, p)));
        List<Value> d = Gradients.of(loss, p.trainable().stream().map(g::read).toList());
        List<Value> next = optimiser.update(g, d, g.constant(1e-4), g.constant(7));
        Ema.update(g, average, next, g.constant(0.999));
        g.output("loss", loss);
        time(g);
    }

    private Value network(Graph g, Parameters p) {
        Value h = g.input("h", DType.FLOAT32, BATCH, LENGTH, HIDDEN);
        for (int i = 0; i < layers; i++) {
            h = BertLayer.apply(p.in(g).below("layer." + i), h, 4, Dropout.NONE).output();
        }
        return h;
    }

    private Parameters trained(String owner) {
        Parameters p = Parameters.trained(owner, specs);
        p.asMap().forEach((name, v) -> backend.write(v, value(name)));
        return p;
    }

    private Tensor value(String name) {
        return specs.stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow()
                .initialValue(1);
    }

    private void time(Graph g) {
        long start = System.nanoTime();
        Program program = backend.compile(g);
        double compiled = (System.nanoTime() - start) / 1e6;
        Random random = new Random(1);
        float[] data = new float[BATCH * LENGTH * HIDDEN];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        Map<String, Tensor> feed = Map.of("h", Tensor.of(Shape.of(BATCH, LENGTH, HIDDEN), data));
        double[] times = new double[rounds];
        for (int i = -3; i < rounds; i++) {
            start = System.nanoTime();
            program.run(feed);
            if (i >= 0) {
                times[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(times);
        System.out.printf(
                Locale.ROOT,
                "%-9s layers %d: median %.1f ms, best %.1f ms, compiled in %.0f ms%n",
                g.name(),
                layers,
                times[rounds / 2],
                times[0],
                compiled);
    }
}
