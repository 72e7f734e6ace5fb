package io.dlmone.elf;

import static io.dlmone.graph.Ops.*;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Parameters;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Times ELF-B with random weights, as {@code elf_times.py} asks for it: each line on standard input names an engine and
 * what it shall do once, {@code call} or {@code step}, and is answered with milliseconds. Arguments: threads, rows.
 */
final class ElfTimes {

    private static final ElfConfig BASE = ElfConfig.base(32_100);
    private static final double GUIDANCE = 2;

    private final int rows;
    private final Map<String, Timed> programs = new LinkedHashMap<>();
    private final Map<String, Backend> backends = new LinkedHashMap<>();
    private final int threads;

    private record Timed(Program program, Map<String, Tensor> inputs) {}

    private ElfTimes(int threads, int rows) {
        this.threads = threads;
        this.rows = rows;
    }

    public static void main(String[] args) throws IOException {
        ElfTimes times = new ElfTimes(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Timed timed = times.programs.computeIfAbsent(line, times::compile);
            long start = System.nanoTime();
            timed.program.run(timed.inputs);
            System.out.println((System.nanoTime() - start) / 1e6);
        }
        times.backends.values().forEach(Backend::close);
    }

    private Timed compile(String line) {
        String[] words = line.split(" ");
        Backend backend = backends.computeIfAbsent(words[0], name -> Backends.named(name)
                .open(BackendOptions.defaults().withThreads(threads)));
        Parameters parameters = Parameters.frozen(words[0] + words[1], ElfParameters.network(BASE));
        for (ParameterSpec spec : ElfParameters.network(BASE)) {
            backend.write(parameters.get(spec.name()), random(spec));
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Graph g = new Graph(words[1]);
        ElfNetwork net = new ElfNetwork(BASE, parameters.in(g));
        Value z = input(g, "z", inputs);
        Value previous = input(g, "previous", inputs);
        Value t = g.input("t", DType.FLOAT32, rows);
        inputs.put("t", Tensor.of(t.shape(), repeated(rows, 0.3f)));
        if (words[1].equals("call")) {
            g.output("clean", clean(net, z, previous, t));
        } else {
            Value target = g.input("target", DType.BOOL, rows, BASE.length(), 1);
            inputs.put("target", target());
            step(g, net, z, previous, target, t);
        }
        return new Timed(backend.compile(g), inputs);
    }

    private static Value clean(ElfNetwork net, Value z, Value previous, Value t) {
        return net.clean(net.trunk(z, previous, t, ElfNetwork.all(t, 1), ElfNetwork.all(t, 0))
                .text());
    }

    /** One Euler step with guidance, which takes both calls as one of twice the rows. */
    private void step(Graph g, ElfNetwork net, Value z, Value previous, Value target, Value t) {
        Value zero = g.constant(0);
        Value both = concat(0, z, where(target, z, zero));
        Value x = clean(net, both, concat(0, previous, where(target, previous, zero)), concat(0, t, t));
        Value without = slice(x, 0, rows, 2 * rows);
        Value guided = add(without, mul(sub(slice(x, 0, 0, rows), without), GUIDANCE));
        Value gap = max(add(neg(reshape(t, rows, 1, 1)), 1), BASE.latents().gap());
        Value moved = add(z, mul(div(sub(guided, z), gap), 1.0 / 64));
        g.output("z", where(target, moved, z));
        g.output("x", where(target, guided, z));
    }

    private Value input(Graph g, String name, Map<String, Tensor> inputs) {
        Shape shape = Shape.of(rows, BASE.length(), BASE.width());
        inputs.put(name, Tensor.of(shape, CounterRandom.of(1, name).gaussians(0, shape.size())));
        return g.input(name, DType.FLOAT32, shape.dims());
    }

    private Tensor target() {
        boolean[] b = new boolean[rows * BASE.length()];
        for (int i = 0; i < b.length; i++) {
            b[i] = i % BASE.length() >= BASE.sourceLength();
        }
        return Tensor.of(Shape.of(rows, BASE.length(), 1), b);
    }

    private static Tensor random(ParameterSpec spec) {
        float[] f = CounterRandom.of(1, spec.name()).gaussians(0, spec.shape().size());
        for (int i = 0; i < f.length; i++) {
            f[i] *= 0.02f;
        }
        return Tensor.of(spec.shape(), f);
    }

    private static float[] repeated(int n, float value) {
        float[] f = new float[n];
        Arrays.fill(f, value);
        return f;
    }
}
