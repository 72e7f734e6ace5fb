package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Availability;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Capability;
import io.dlmone.backend.check.EngineCheck;
import io.dlmone.backend.check.NumericalCheck;
import io.dlmone.train.Checks;
import io.dlmone.train.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlm backends}: lists the engines on the class path, or checks that they compute right. */
@Command(
        name = "backends",
        description = "Lists the engines on the class path and whether each can run here. With --check, computes"
                + " products of many shapes, the parts of a network and a small network with its gradients on each, in"
                + " each of its precisions, and compares with double arithmetic; takes some seconds. Exit code 1: an"
                + " engine is wrong on this machine.",
        mixinStandardHelpOptions = true)
final class BackendsCommand implements Callable<Integer> {

    /** How to check. */
    static final class Check {

        @Option(names = "--check", required = true, description = "Check whether they compute right on this machine.")
        private boolean wanted;

        @Option(names = "--backend", paramLabel = "NAME", description = "Check this one. Default: all that can run.")
        private String backend;

        @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "cpu or cuda[:N].")
        private String device;

        @Option(
                names = "--threads",
                paramLabel = "N",
                description = "Threads for one program, at least 1. Default: one for each processor.")
        private Integer threads;
    }

    private final Console console;
    private final List<BackendProvider> providers = Backends.all();

    @Option(names = "--json", description = "Write a JSON array.")
    private boolean json;

    @ArgGroup(exclusive = false)
    private Check check;

    @Inject
    BackendsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (check != null) {
            return check();
        }
        list();
        return 0;
    }

    private int check() {
        int threads = check.threads == null ? Runtime.getRuntime().availableProcessors() : check.threads;
        new Checks().atLeast("threads", threads, 1).refuse();
        List<BackendProvider> engines = engines();
        console.say(
                "Checking " + engines.stream().map(BackendProvider::name).collect(Collectors.joining(", ")) + " ...");
        List<EngineCheck> checks = NumericalCheck.standard().run(engines, check.device, threads);
        CheckTable table = new CheckTable(checks);
        console.print(json ? Json.line(table.json()) + "\n" : table.text());
        return checks.stream().allMatch(EngineCheck::isRight) ? 0 : Main.FAILURE;
    }

    /** Those to check; refuses if none can run. */
    private List<BackendProvider> engines() {
        if (check.backend != null) {
            return List.of(Backends.named(check.backend));
        }
        List<BackendProvider> usable =
                providers.stream().filter(p -> p.availability().usable()).toList();
        return usable.isEmpty() ? List.of(Backends.preferred()) : usable;
    }

    private void list() {
        if (json) {
            console.print(Json.line(providers.stream().map(BackendsCommand::row).toList()) + "\n");
            return;
        }
        int width = providers.stream().mapToInt(p -> p.name().length()).max().orElse(0);
        for (BackendProvider p : providers) {
            Availability a = Backends.availability(p);
            String name = p.name() + " ".repeat(width - p.name().length());
            String can = String.join(", ", devices(p)) + "; " + String.join(", ", precisions(p));
            String usable = a.usable() ? "usable" : "cannot run here: " + a.reason();
            console.print(name + "  " + p.engine() + " (" + can + ")  " + usable + "\n");
        }
        if (providers.isEmpty()) {
            console.print("none on the class path: add io.dlmone:backend-onnx, backend-djl or backend-tf\n");
        }
    }

    private static Map<String, Object> row(BackendProvider p) {
        Availability a = Backends.availability(p);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", p.name());
        row.put("engine", p.engine());
        row.put("devices", devices(p));
        row.put("precisions", precisions(p));
        row.put("capabilities", capabilities(p));
        row.put("usable", a.usable());
        row.put("reason", a.reason());
        return row;
    }

    private static List<String> devices(BackendProvider p) {
        return p.capabilities().contains(Capability.CUDA) ? List.of("cpu", "cuda") : List.of("cpu");
    }

    private static List<String> precisions(BackendProvider p) {
        return p.capabilities().contains(Capability.BF16) ? List.of("fp32", "bf16") : List.of("fp32");
    }

    private static List<String> capabilities(BackendProvider p) {
        return p.capabilities().stream()
                .map(Capability::name)
                .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                .sorted()
                .toList();
    }
}
