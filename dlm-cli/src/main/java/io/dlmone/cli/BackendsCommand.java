package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Availability;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Capability;
import io.dlmone.train.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlm backends}: lists the engines on the class path. */
@Command(
        name = "backends",
        description = "Lists the engines on the class path and whether each can run here.",
        mixinStandardHelpOptions = true)
final class BackendsCommand implements Runnable {

    private final Console console;
    private final Map<String, BackendProvider> providers;

    @Option(names = "--json", description = "Write a JSON array.")
    private boolean json;

    @Inject
    BackendsCommand(Console console, Map<String, BackendProvider> providers) {
        this.console = console;
        this.providers = providers;
    }

    @Override
    public void run() {
        if (json) {
            console.print(Json.line(providers.values().stream()
                            .map(BackendsCommand::row)
                            .toList())
                    + "\n");
            return;
        }
        int width = providers.keySet().stream().mapToInt(String::length).max().orElse(0);
        for (BackendProvider p : providers.values()) {
            Availability a = p.availability();
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
        Availability a = p.availability();
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
