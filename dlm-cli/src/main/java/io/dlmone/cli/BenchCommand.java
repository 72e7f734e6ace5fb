package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.Plugins;
import io.dlmone.train.Checks;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.Families;
import io.dlmone.train.Json;
import io.dlmone.train.PeakMemory;
import io.dlmone.train.bench.BenchModel;
import io.dlmone.train.bench.BenchSize;
import io.dlmone.train.bench.Benchmark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlm bench}: how long a network call, a sampling step, a teacher step and a distillation iteration take. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures network calls, sampling steps, teacher steps and distillation iterations, with random weights."
                        + " With --backend all the engines take turns, run by run. Peak memory is that of a process of"
                        + " its own.")
final class BenchCommand implements Callable<Integer> {

    private static final int MOST_RUNS = 10_000;
    private static final int WARM_UP = 2;

    @Option(
            names = "--size",
            defaultValue = "small",
            paramLabel = "NAME",
            description = "The network: small (4 layers of 256) or base (BERT-base). Default: ${DEFAULT-VALUE}.")
    private String size;

    @Option(
            names = "--family",
            defaultValue = Plugins.USUAL_FAMILY,
            paramLabel = "NAME",
            description = "The teacher family of the network. Default: ${DEFAULT-VALUE}.")
    private String family;

    @Option(
            names = "--kind",
            split = ",",
            defaultValue = "forward,sample,train,distill",
            paramLabel = "KIND",
            description = "What to measure, of forward, int8 (forward with weights in 8 bits), sample, train, distill."
                    + " Default: ${DEFAULT-VALUE}.")
    private List<String> kinds;

    @Option(names = "--batch", defaultValue = "32", description = "Sequences at once. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--runs", defaultValue = "7", description = "Counted runs after two. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--no-memory", description = "Do not measure peak memory, which takes a process for each row.")
    private boolean noMemory;

    @Mixin
    private EngineFlags engine;

    @Option(names = "--json", description = "One JSON object a line instead of a table.")
    private boolean json;

    @Option(names = "--only-memory", hidden = true, description = "Print the peak memory of one measurement.")
    private boolean onlyMemory;

    private final Console console;

    @Inject
    BenchCommand(Console console) {
        this.console = console;
    }

    /** Times of one engine. */
    private record Row(EngineOptions engine, Benchmark.Kind kind, double[] sorted, OptionalDouble peak) {

        double median() {
            return sorted[sorted.length / 2];
        }
    }

    @Override
    public Integer call() throws Exception {
        List<String> sizes = names(BenchSize.values());
        List<String> known = names(Benchmark.Kind.values());
        Checks checks = new Checks()
                .whole("batch", batch, 1, Checks.MOST_TOGETHER)
                .whole("runs", runs, 1, MOST_RUNS)
                .oneOf("size", size, sizes);
        kinds.forEach(kind -> checks.oneOf("kind", kind, known));
        checks.refuse();
        List<EngineOptions> engines = engine.several();
        BenchModel chosen = BenchSize.values()[sizes.indexOf(size)].of(Families.trainable(family));
        for (String kind : kinds) {
            List<Row> rows = measure(engines, chosen, Benchmark.Kind.values()[known.indexOf(kind)]);
            if (onlyMemory) {
                console.print(PeakMemory.line() + "\n");
            } else {
                double best = rows.stream().mapToDouble(Row::median).min().orElseThrow();
                rows.forEach(row -> print(row, best));
            }
        }
        return 0;
    }

    /** Times one kind on all engines, which take turns. */
    private List<Row> measure(List<EngineOptions> engines, BenchModel chosen, Benchmark.Kind kind)
            throws IOException, InterruptedException {
        double[][] times = new double[engines.size()][runs];
        List<Benchmark> all = new ArrayList<>();
        try {
            for (EngineOptions options : engines) {
                all.add(new Benchmark(EngineFlags.open(options), chosen, kind, batch));
            }
            for (int run = -WARM_UP; run < runs; run++) {
                for (int i = 0; i < all.size(); i++) {
                    long start = System.nanoTime();
                    all.get(i).run();
                    if (run >= 0) {
                        times[i][run] = (System.nanoTime() - start) / 1e6;
                    }
                }
            }
        } finally {
            all.forEach(Benchmark::close);
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < engines.size(); i++) {
            Arrays.sort(times[i]);
            rows.add(new Row(engines.get(i), kind, times[i], peak(engines.get(i), kind)));
        }
        return rows;
    }

    private OptionalDouble peak(EngineOptions options, Benchmark.Kind kind) throws IOException, InterruptedException {
        if (noMemory || onlyMemory || PeakMemory.ofThisProcess().isEmpty()) {
            return OptionalDouble.empty();
        }
        return PeakMemory.ofNewProcess(
                Main.class,
                List.of(
                        "bench",
                        "--only-memory",
                        "--runs=1",
                        "--family=" + family,
                        "--size=" + size,
                        "--kind=" + kind.name().toLowerCase(Locale.ROOT),
                        "--batch=" + batch,
                        "--backend=" + options.backend(),
                        "--device=" + options.device(),
                        "--threads=" + options.threads(),
                        "--precision=" + options.precision().name().toLowerCase(Locale.ROOT)));
    }

    private void print(Row row, double best) {
        String precision = row.engine().precision().name().toLowerCase(Locale.ROOT);
        String kind = row.kind().name().toLowerCase(Locale.ROOT);
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("backend", row.engine().backend());
            line.put("device", row.engine().device());
            line.put("precision", precision);
            line.put("threads", row.engine().threads());
            line.put("family", family);
            line.put("size", size);
            line.put("kind", kind);
            line.put("batch", batch);
            line.put("medianMs", row.median());
            line.put("minMs", row.sorted()[0]);
            line.put("runs", runs);
            row.peak().ifPresent(mib -> line.put("peakMiB", mib));
            console.print(Json.line(line) + "\n");
            return;
        }
        String memory = row.peak().isPresent()
                ? String.format(Locale.ROOT, "%6.0f MiB", row.peak().getAsDouble())
                : "";
        console.print(String.format(
                                Locale.ROOT,
                                "%-5s %s  %-5s %-7s batch %-3d  median %9.1f ms (%.2f)  minimum %9.1f ms  %d runs  %s",
                                row.engine().backend(),
                                precision,
                                size,
                                kind,
                                batch,
                                row.median(),
                                row.median() / best,
                                row.sorted()[0],
                                runs,
                                memory)
                        .stripTrailing()
                + "\n");
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
    }
}
