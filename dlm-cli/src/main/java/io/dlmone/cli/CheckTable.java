package io.dlmone.cli;

import io.dlmone.backend.PathCheck;
import io.dlmone.backend.check.EngineCheck;
import io.dlmone.backend.check.Kind;
import io.dlmone.backend.check.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the numerical check of some engines came to, for people and for machines. */
record CheckTable(List<EngineCheck> checks) {

    /**
     * A column of greatest errors for each engine and precision, then a verdict on each, then what was switched off.
     */
    String text() {
        StringBuilder text = new StringBuilder();
        List<EngineCheck> opened =
                checks.stream().filter(c -> !c.measurements().isEmpty()).toList();
        if (!opened.isEmpty()) {
            row(text, "greatest relative error", opened.stream().map(CheckTable::name));
            for (Kind kind : Kind.values()) {
                row(text, kind.title(), opened.stream().map(c -> cell(c, kind)));
            }
            text.append('\n');
        }
        checks.forEach(c -> text.append(verdict(c)));
        checks.stream()
                .flatMap(c -> c.switchedOff().stream().map(path -> switchedOff(c, path)))
                .distinct()
                .forEach(text::append);
        return text.toString();
    }

    /** One object for each engine and precision. */
    List<Map<String, Object>> json() {
        return checks.stream().map(CheckTable::json).toList();
    }

    private static void row(StringBuilder text, String title, Stream<String> cells) {
        StringBuilder row = new StringBuilder(padded(title, 28));
        cells.forEach(cell -> row.append("  ").append(padded(cell, 10)));
        text.append(row.toString().stripTrailing()).append('\n');
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String cell(EngineCheck check, Kind kind) {
        return measurement(check, kind)
                .map(m -> number(m.error()) + (m.isRight() ? "" : " !"))
                .orElse("");
    }

    private static Optional<Measurement> measurement(EngineCheck check, Kind kind) {
        return check.measurements().stream().filter(m -> m.kind() == kind).findFirst();
    }

    private static String verdict(EngineCheck check) {
        StringBuilder lines = new StringBuilder(name(check) + ": " + (check.isRight() ? "right" : "WRONG"))
                .append(" (")
                .append(check.engine())
                .append(")\n");
        if (!check.failure().isEmpty()) {
            lines.append("  cannot be opened: ").append(check.failure()).append('\n');
        }
        check.measurements().stream().filter(m -> !m.isRight()).forEach(m -> lines.append("  ")
                .append(m.kind().title())
                .append(": off by ")
                .append(number(m.error()))
                .append(", at most ")
                .append(number(m.bound()))
                .append(" is right; worst in ")
                .append(m.worst())
                .append('\n'));
        return lines.toString();
    }

    private static String switchedOff(EngineCheck check, PathCheck path) {
        return check.backend() + " does without " + path.path() + " for " + path.where() + ": " + path.reason() + "\n";
    }

    private static Map<String, Object> json(EngineCheck check) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", check.backend());
        row.put("engine", check.engine());
        row.put("precision", precision(check));
        row.put("right", check.isRight());
        row.put("failure", check.failure());
        List<Map<String, Object>> kinds = new ArrayList<>();
        for (Measurement m : check.measurements()) {
            Map<String, Object> kind = new LinkedHashMap<>();
            kind.put("kind", m.kind().name().toLowerCase(Locale.ROOT));
            kind.put("results", m.results());
            kind.put("error", finite(m.error()));
            kind.put("bound", m.bound());
            kind.put("right", m.isRight());
            kind.put("worst", m.worst());
            kinds.add(kind);
        }
        row.put("kinds", kinds);
        row.put(
                "switchedOff",
                check.switchedOff().stream().map(CheckTable::json).toList());
        return row;
    }

    private static Map<String, Object> json(PathCheck path) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("path", path.path());
        row.put("where", path.where());
        row.put("error", finite(path.error()));
        row.put("reason", path.reason());
        return row;
    }

    /** JSON has no other numbers. */
    private static Double finite(double number) {
        return Double.isFinite(number) ? number : null;
    }

    private static String name(EngineCheck check) {
        return check.backend() + " " + precision(check);
    }

    private static String precision(EngineCheck check) {
        return check.precision().name().toLowerCase(Locale.ROOT);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.1e", number);
    }
}
