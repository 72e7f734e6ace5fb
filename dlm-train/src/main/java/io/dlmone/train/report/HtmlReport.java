package io.dlmone.train.report;

import io.dlmone.io.AtomicFiles;
import io.dlmone.train.report.Plot.Mark;
import io.dlmone.train.report.Plot.Series;
import io.dlmone.train.report.Table.Cell;
import io.dlmone.train.report.Table.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Writes a {@link Report} as one HTML page that needs no other file and no network. */
public final class HtmlReport {

    private static final String STYLE = "report.css";

    private final StringBuilder html = new StringBuilder();

    private HtmlReport() {}

    /**
     * Writes the page, whole or not at all.
     *
     * @param file where to
     * @param report its content
     * @throws io.dlmone.error.UserException if the file cannot be written
     */
    public static void write(Path file, Report report) {
        byte[] page = render(report).getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(file, out -> out.write(page));
    }

    /** The page; it is well-formed XML too, but for its first line. */
    static String render(Report report) {
        HtmlReport page = new HtmlReport();
        page.all(report);
        return page.html.toString();
    }

    private void all(Report report) {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\"/>\n");
        element("title", report.title());
        html.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<main>\n");
        element("h1", report.title());
        report.summary().forEach(paragraph -> html.append("<p class=\"lead\">")
                .append(escape(paragraph))
                .append("</p>\n"));
        report.tables().forEach(table -> table(table, "numbers"));
        html.append("<div class=\"plots\">\n");
        report.plots().stream().filter(plot -> !plot.isEmpty()).forEach(this::plot);
        html.append("</div>\n");
        if (!report.sentences().rows().isEmpty()) {
            table(report.sentences(), "sentences");
        }
        settings(report.settings());
        html.append("</main>\n</body>\n</html>\n");
    }

    private void element(String name, String text) {
        html.append('<')
                .append(name)
                .append('>')
                .append(escape(text))
                .append("</")
                .append(name)
                .append(">\n");
    }

    private void table(Table table, String kind) {
        html.append("<section>\n");
        element("h2", table.title());
        html.append("<div class=\"wide\"><table class=\"").append(kind).append("\">\n<thead><tr>");
        table.headings()
                .forEach(
                        h -> html.append("<th scope=\"col\">").append(escape(h)).append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        table.rows().forEach(this::row);
        html.append("</tbody>\n</table></div>\n");
        note(table.note());
        html.append("</section>\n");
    }

    private void row(Row row) {
        html.append(row.highlighted() ? "<tr class=\"ours\">" : "<tr>");
        for (int i = 0; i < row.cells().size(); i++) {
            Cell cell = row.cells().get(i);
            html.append(i == 0 ? "<th scope=\"row\">" : "<td>").append(escape(cell.text()));
            if (!cell.detail().isEmpty()) {
                html.append("<small>").append(escape(cell.detail())).append("</small>");
            }
            html.append(i == 0 ? "</th>" : "</td>");
        }
        html.append("</tr>\n");
    }

    private void plot(Plot plot) {
        html.append("<figure>\n");
        html.append("<figcaption>").append(escape(plot.title())).append("</figcaption>\n");
        html.append(LinePlot.svg(plot));
        html.append("<ul class=\"legend\">");
        plot.series().stream().filter(s -> !s.points().isEmpty()).forEach(this::legend);
        html.append("</ul>\n");
        note(plot.note());
        html.append("</figure>\n");
    }

    private void legend(Series s) {
        String shape = s.mark() == Mark.DIAMOND ? "diamond" : "stroke";
        html.append("<li class=\"c")
                .append(s.colour() % LinePlot.COLOURS)
                .append(' ')
                .append(shape)
                .append("\">");
        html.append(escape(s.name())).append("</li>");
    }

    private void note(String note) {
        if (!note.isEmpty()) {
            html.append("<p class=\"note\">").append(escape(note)).append("</p>\n");
        }
    }

    private void settings(Map<String, Map<String, Object>> settings) {
        html.append("<section>\n<h2>Settings</h2>\n<div class=\"settings\">\n");
        settings.forEach((heading, values) -> {
            html.append("<div>\n");
            element("h3", heading);
            html.append("<dl>\n");
            values.forEach((name, value) -> html.append("<dt>")
                    .append(escape(name))
                    .append("</dt><dd>")
                    .append(escape(String.valueOf(value)))
                    .append("</dd>\n"));
            html.append("</dl>\n</div>\n");
        });
        html.append("</div>\n</section>\n");
    }

    /**
     * Text as it may stand between tags and in attributes; characters that XML does not know become a question mark.
     */
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isXml(c) ? c : '?');
            }
        });
        return out.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t' || c == '\n' || c >= 0x20 && c < 0xD800 || c >= 0xE000 && c != 0xFFFE && c != 0xFFFF;
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STYLE, e);
        }
    }
}
