package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.Plugins;
import io.dlmone.error.Problem;
import io.dlmone.plugin.FoundPlugin;
import io.dlmone.plugin.PluginKind;
import io.dlmone.plugin.PluginRegistry;
import io.dlmone.train.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlm plugins}: lists everything that is found by name. */
@Command(
        name = "plugins",
        description =
                "Lists every teacher family, objective, sampler, noise schedule, tokenizer and engine with the jar that it"
                        + " comes from. What was left out, and why, is said on standard error, as by every verb.",
        mixinStandardHelpOptions = true)
final class PluginsCommand implements Runnable {

    private final Console console;

    @Option(names = "--json", description = "Write a JSON object with plugins and problems.")
    private boolean json;

    @Inject
    PluginsCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        List<Map<String, Object>> rows = new ArrayList<>();
        Plugins.KINDS.forEach(kind -> addRows(rows, kind));
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("plugins", rows);
            all.put(
                    "problems",
                    Plugins.problems().stream().map(PluginsCommand::row).toList());
            console.print(Json.line(all) + "\n");
            return;
        }
        String kind = "";
        int width = rows.stream()
                .mapToInt(row -> row.get("name").toString().length())
                .max()
                .orElse(0);
        for (Map<String, Object> row : rows) {
            if (!row.get("kind").equals(kind)) {
                kind = row.get("kind").toString();
                console.print(kind + "\n");
            }
            String name = row.get("name").toString();
            console.print("  " + name + " ".repeat(width - name.length()) + "  " + row.get("description") + "\n");
            console.print("  " + " ".repeat(width) + "  " + row.get("from") + "\n");
        }
    }

    private static void addRows(List<Map<String, Object>> rows, PluginKind<?> kind) {
        for (FoundPlugin<?> found : PluginRegistry.of(kind).found()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("kind", kind.label());
            row.put("name", found.name());
            row.put("description", found.plugin().description());
            row.put("from", found.origin());
            rows.add(row);
        }
    }

    private static Map<String, Object> row(Problem problem) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", problem.id());
        row.put("where", problem.where());
        row.put("expected", problem.expected());
        row.put("found", problem.found());
        row.put("remedy", problem.remedy());
        return row;
    }
}
