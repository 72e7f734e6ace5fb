package io.dlmone.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlm bench}: how long a network call, a sampling step, a teacher step and a distillation iteration take. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures network calls, sampling steps, teacher steps and distillation iterations, with random weights.")
public final class BenchCommand implements Callable<Integer> {

    @Option(
            names = "--size",
            defaultValue = "small",
            paramLabel = "small|base",
            description = "The network: small (4 layers of 256) or base (BERT-base). Default: ${DEFAULT-VALUE}.")
    private String size;

    @Option(
            names = "--kind",
            split = ",",
            defaultValue = "forward,sample,train,distill",
            paramLabel = "KIND",
            description = "What to measure, of forward, sample, train, distill. Default: ${DEFAULT-VALUE}.")
    private List<String> kinds;

    @Option(names = "--batch", defaultValue = "32", description = "Sequences at once. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--runs", defaultValue = "7", description = "Counted runs after two. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--threads", description = "Threads. Default: one for each processor.")
    private Integer threads;

    @Option(names = "--backend", description = "The engine. Default: the preferred one on the class path.")
    private String backendName;

    @Option(names = "--json", description = "One JSON object a line instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        atLeastOne("--batch", batch);
        atLeastOne("--runs", runs);
        atLeastOne("--threads", threads == null ? 1 : threads);
        BackendProvider provider = backendName == null ? Backends.preferred() : Backends.named(backendName);
        BackendOptions defaults = BackendOptions.defaults();
        BackendOptions options = threads == null ? defaults : defaults.withThreads(threads);
        BenchSize chosen = choice(BenchSize.class, "--size", size);
        List<Benchmark.Kind> all = new ArrayList<>();
        kinds.forEach(k -> all.add(choice(Benchmark.Kind.class, "--kind", k)));
        for (Benchmark.Kind kind : all) {
            try (Backend backend = provider.open(options)) {
                print(provider, new Benchmark(backend, runs).run(chosen, kind, batch));
            }
        }
        return 0;
    }

    private void print(BackendProvider provider, Benchmark.Result r) throws Exception {
        String name = r.size().name().toLowerCase(Locale.ROOT);
        String kind = r.kind().name().toLowerCase(Locale.ROOT);
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("backend", provider.name());
            line.put("name", name);
            line.put("kind", kind);
            line.put("batch", r.batch());
            line.put("median_ms", r.median());
            line.put("min_ms", r.minimum());
            line.put("runs", r.runs());
            System.out.println(new ObjectMapper().writeValueAsString(line));
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %-6s %-8s batch %-4d median %9.1f ms   minimum %9.1f ms   %d runs%n",
                    provider.name(),
                    name,
                    kind,
                    r.batch(),
                    r.median(),
                    r.minimum(),
                    r.runs());
        }
    }

    private static void atLeastOne(String flag, int value) {
        if (value < 1) {
            throw new UserException(new Problem(
                    "DLM-CLI-RANGE", flag, "a whole number from 1 on", String.valueOf(value), "Correct the number."));
        }
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String flag, String value) {
        for (E e : type.getEnumConstants()) {
            if (e.name().equalsIgnoreCase(value)) {
                return e;
            }
        }
        throw new UserException(new Problem(
                "DLM-CLI-CHOICE",
                flag,
                "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT),
                "'" + value + "'",
                "Choose one of these."));
    }
}
