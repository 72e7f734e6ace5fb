package io.dlmone.train.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.dlmone.data.JsonLinesFile;
import io.dlmone.error.ErrorId;
import io.dlmone.text.SentencePair;
import io.dlmone.unicode.WhiteSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads sentence pairs of a file in the format that its name ends in: CSV (RFC 4180), lines with tabs between their
 * fields, or JSON lines; or of two files of text, of which a line of one goes with the same line of the other.
 *
 * @param columns the column of sources and those of targets, by their names or all by their numbers from 1
 * @param separator between the fields of a CSV file
 */
record PairFile(List<String> columns, char separator) {

    private static final String LAYOUT = "Name the columns, or give their numbers for a file without a row of names.";

    private static final List<String> SEPARATORS = List.of(";", "\t", ",", "|");

    /** A row of a table and the line that it begins on. */
    private record Row(int line, List<String> fields) {}

    /**
     * The pairs of a file: for each row and each of its targets one.
     *
     * @param files one, or that of the sources and that of the targets
     * @throws io.dlmone.error.UserException with everything that is wrong
     */
    List<SentencePair> read(List<Path> files) {
        Path file = files.get(0);
        if (files.size() == 2) {
            return parallel(file, files.get(1));
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".json")) {
            return objects(file);
        }
        Faults faults = new Faults(file);
        List<String> lines = TextLines.read(file, faults);
        List<Row> rows = name.endsWith(".csv") ? quoted(String.join("\n", lines), faults) : tabbed(lines);
        List<SentencePair> pairs = pairs(rows, faults);
        faults.refuse();
        return pairs;
    }

    private List<SentencePair> parallel(Path sources, Path targets) {
        Faults left = new Faults(sources);
        Faults right = new Faults(targets);
        List<String> from = TextLines.read(sources, left);
        List<String> to = TextLines.read(targets, right);
        if (from.size() != to.size()) {
            right.add(
                    ErrorId.DATA_16,
                    0,
                    from.size() + " lines, as many as " + sources + " has",
                    String.valueOf(to.size()),
                    "See that line by line one file goes with the other.");
        }
        List<SentencePair> pairs = new ArrayList<>();
        for (int i = 0; i < Math.min(from.size(), to.size()); i++) {
            String source = WhiteSpace.strip(from.get(i));
            String target = WhiteSpace.strip(to.get(i));
            if (source.isEmpty() != target.isEmpty()) {
                empty(source.isEmpty() ? left : right, i + 1, "the line");
            } else if (!source.isEmpty()) {
                pairs.add(new SentencePair(source, target));
            }
        }
        if (pairs.isEmpty()) {
            noRow(left);
        }
        left.refuseWith(right);
        return pairs;
    }

    private List<SentencePair> objects(Path file) {
        List<JsonLinesFile.Field> fields = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            fields.add(new JsonLinesFile.Field(columns.get(i), i > 1));
        }
        List<SentencePair> pairs = new ArrayList<>();
        for (Map<String, String> row : JsonLinesFile.read(file, fields)) {
            add(columns.stream().map(row::get).toList(), pairs);
        }
        return pairs;
    }

    /** A pair for each target that there is. */
    private static void add(List<String> texts, List<SentencePair> pairs) {
        for (String target : texts.subList(1, texts.size())) {
            if (!target.isEmpty()) {
                pairs.add(new SentencePair(texts.get(0), target));
            }
        }
    }

    private static List<Row> tabbed(List<String> lines) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            rows.add(new Row(i + 1, Arrays.asList(lines.get(i).split("\t", -1))));
        }
        return rows;
    }

    private List<Row> quoted(String text, Faults faults) {
        List<Row> rows = new ArrayList<>();
        int line = 1;
        try (MappingIterator<String[]> read = CsvMapper.builder()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .build()
                .readerFor(String[].class)
                .with(CsvSchema.emptySchema().withColumnSeparator(separator))
                .readValues(text)) {
            while (read.hasNextValue()) {
                List<String> fields = Arrays.asList(read.nextValue());
                rows.add(new Row(line, fields));
                line += 1
                        + (int) fields.stream()
                                .flatMapToInt(String::chars)
                                .filter(c -> c == '\n')
                                .count();
            }
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            faults.add(
                    ErrorId.DATA_14,
                    line,
                    "a row of CSV",
                    "broken quotes (" + reason + ")",
                    "Put a field with quotes, line ends or separators in quotes, and write each quote in it twice. The"
                            + " rows after this one were not read.");
        }
        return rows;
    }

    private List<SentencePair> pairs(List<Row> rows, Faults faults) {
        boolean numbered = columns.stream().allMatch(column -> column.matches("[1-9][0-9]{0,5}"));
        Optional<Row> first = rows.stream().filter(row -> !isBlank(row)).findFirst();
        List<SentencePair> pairs = new ArrayList<>();
        if (first.isEmpty()) {
            noRow(faults);
            return pairs;
        }
        List<String> names =
                first.get().fields().stream().map(WhiteSpace::strip).toList();
        int[] at = columns.stream()
                .mapToInt(column -> numbered ? Integer.parseInt(column) - 1 : names.indexOf(column))
                .toArray();
        for (int i = 0; i < at.length; i++) {
            boolean there = at[i] >= 0 && at[i] < names.size();
            if (!there || !numbered && names.lastIndexOf(columns.get(i)) > at[i]) {
                String found = numbered ? names.size() + " columns" : "columns " + String.join(", ", names);
                faults.add(ErrorId.DATA_15, first.get().line(), "one column " + columns.get(i), found, remedy(names));
                return pairs;
            }
        }
        for (Row row : rows) {
            if (!isBlank(row) && (numbered || row != first.get())) {
                take(row, at, names.size(), faults, pairs);
            }
        }
        if (pairs.isEmpty()) {
            noRow(faults);
        }
        return pairs;
    }

    /** Spreadsheets of many countries have semicolons between the fields. */
    private static String remedy(List<String> names) {
        Optional<String> other = names.size() > 1
                ? Optional.empty()
                : SEPARATORS.stream().filter(names.get(0)::contains).findFirst();
        return other.map(c -> "Between the fields there seems to be '" + c + "': give it as the separator. ")
                        .orElse("")
                + LAYOUT;
    }

    private void take(Row row, int[] at, int width, Faults faults, List<SentencePair> pairs) {
        if (row.fields().size() != width) {
            faults.add(
                    ErrorId.DATA_13,
                    row.line(),
                    width + " fields, as in the first row",
                    String.valueOf(row.fields().size()),
                    "Put texts with separators in quotes, and see that no field is missing.");
            return;
        }
        List<String> texts = Arrays.stream(at)
                .mapToObj(i -> WhiteSpace.strip(row.fields().get(i)))
                .toList();
        for (int i = 0; i < 2; i++) {
            if (texts.get(i).isEmpty()) {
                empty(faults, row.line(), "column " + columns.get(i));
                return;
            }
        }
        add(texts, pairs);
    }

    private static boolean isBlank(Row row) {
        return row.fields().stream().allMatch(WhiteSpace::isAll) && row.fields().size() < 2;
    }

    private static void empty(Faults faults, int line, String what) {
        faults.add(
                ErrorId.DATA_7,
                line,
                "a sentence in " + what,
                "nothing but white space",
                "Fill it in or remove the row.");
    }

    private static void noRow(Faults faults) {
        faults.addIfNone(ErrorId.DATA_8, "at least one row", "none", "Give a source and a target in each row.");
    }
}
