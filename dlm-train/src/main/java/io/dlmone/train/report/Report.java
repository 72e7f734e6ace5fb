package io.dlmone.train.report;

import java.util.List;
import java.util.Map;

/**
 * What a page shows, from top to bottom. All texts are plain: the page escapes them.
 *
 * @param title what was done
 * @param summary paragraphs below the title
 * @param tables numbers side by side
 * @param plots curves; those without a point are left out
 * @param sentences texts side by side
 * @param settings the resolved settings, by name, under headings
 */
public record Report(
        String title,
        List<String> summary,
        List<Table> tables,
        List<Plot> plots,
        Table sentences,
        Map<String, Map<String, Object>> settings) {

    public Report {
        summary = List.copyOf(summary);
        tables = List.copyOf(tables);
        plots = List.copyOf(plots);
    }
}
