package io.dlmone.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFault;
import io.dlmone.unicode.Utf8;
import io.dlmone.unicode.WhiteSpace;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads JSON lines: an object per line with some string fields; others are ignored. A file with faults is refused with
 * all of them in one {@link UserException}: the first {@value #SHOWN} in full, the rest as a count.
 */
public final class JsonLinesFile {

    static final int SHOWN = 20;
    static final int LONGEST_LINE = 1 << 20;

    /** As lenient as Python's reader: fields that nobody asks for may hold NaN or numbers of any length. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(LONGEST_LINE)
                    .build())
            .build();

    private final Path file;
    private final List<Field> fields;
    private final String form;
    private final List<Map<String, String>> rows = new ArrayList<>();
    private final List<Integer> lines = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int lineNumber;
    private long hidden;

    /**
     * A string that every row has.
     *
     * @param name its key
     * @param mayBeEmpty whether it may hold nothing but white space
     */
    public record Field(String name, boolean mayBeEmpty) {}

    /**
     * What a file holds.
     *
     * @param rows those without faults, each with its fields by name
     * @param lines the line of each of these, from 1
     * @param problems what is wrong with the others
     */
    public record Contents(List<Map<String, String>> rows, List<Integer> lines, List<Problem> problems) {

        public Contents {
            rows = List.copyOf(rows);
            lines = List.copyOf(lines);
            problems = List.copyOf(problems);
        }
    }

    private JsonLinesFile(Path file, List<Field> fields) {
        this.file = file;
        this.fields = fields;
        this.form = "Write the row as "
                + fields.stream()
                        .map(f -> "\"" + f.name() + "\": \"...\"")
                        .collect(Collectors.joining(", ", "{", "}."));
    }

    /**
     * Reads all rows of a file, in order, with white space around the strings stripped.
     *
     * @param file JSON lines
     * @param fields those wanted; others are passed over
     * @return for each row its fields by name
     * @throws UserException with every problem found
     */
    public static List<Map<String, String>> read(Path file, List<Field> fields) {
        Contents contents = contents(file, fields);
        if (!contents.problems().isEmpty()) {
            throw new UserException(contents.problems());
        }
        return contents.rows();
    }

    /**
     * Reads what can be read of a file, with white space around the strings stripped.
     *
     * @param file JSON lines
     * @param fields those wanted; others are passed over
     * @return rows and problems
     */
    public static Contents contents(Path file, List<Field> fields) {
        return new JsonLinesFile(file, fields).readAll();
    }

    private Contents readAll() {
        if (!Files.isRegularFile(file)) {
            String found = Files.isDirectory(file) ? "a directory" : Files.exists(file) ? "a special file" : "nothing";
            return new Contents(List.of(), List.of(), List.of(missing(found)));
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (readLine(in, line)) {
                lineNumber++;
                parse(line);
            }
        } catch (IOException e) {
            Problem unreadable = missing("an error while reading (" + e.getMessage() + ")");
            return new Contents(List.of(), List.of(), List.of(unreadable));
        }
        if (lineNumber == 0) {
            report(ErrorId.DATA_8, "at least one row", "an empty file", "Give one JSON object per line.");
        }
        if (hidden > 0) {
            String more = hidden + " more problems";
            problems.add(
                    new Problem(ErrorId.DATA_9, file.toString(), "a file without faults", more, "Mend these first."));
        }
        return new Contents(rows, lines, problems);
    }

    private Problem missing(String found) {
        return new Problem(
                ErrorId.DATA_1, file.toString(), "a readable file of JSON lines", found, "Check the path. " + form);
    }

    /** Reads up to the next line feed; of a line that is too long only so much is kept that its length shows it. */
    private static boolean readLine(InputStream in, ByteArrayOutputStream line) throws IOException {
        line.reset();
        int b = in.read();
        if (b < 0) {
            return false;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() <= LONGEST_LINE) {
                line.write(b);
            }
        }
        return true;
    }

    private void parse(ByteArrayOutputStream line) {
        if (line.size() > LONGEST_LINE) {
            report(ErrorId.DATA_10, "a line of at most 1 MiB", "a longer one", "Check that each row has its own line.");
            return;
        }
        String text;
        try {
            text = Utf8.decode(line.toByteArray(), 0, line.size());
        } catch (CharacterCodingException e) {
            report(ErrorId.DATA_2, "text in UTF-8", "bytes that are not UTF-8", "Save the file as UTF-8.");
            return;
        }
        if (lineNumber == 1) {
            text = Utf8.withoutMark(text);
        }
        if (WhiteSpace.isAll(text)) {
            report(ErrorId.DATA_3, "a JSON object", "an empty line", "Remove the line.");
            return;
        }
        Map<String, Object> found = new LinkedHashMap<>();
        try (JsonParser p = JSON.createParser(text)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                p.skipChildren();
                requireEnd(p);
                report(ErrorId.DATA_4, "a JSON object", "another JSON value: " + excerpt(text), form);
                return;
            }
            while (p.nextToken() != JsonToken.END_OBJECT) {
                String name = p.currentName();
                JsonToken value = p.nextToken();
                if (fields.stream().anyMatch(field -> field.name().equals(name))) {
                    found.put(name, value == JsonToken.VALUE_STRING ? p.getText() : value);
                }
                p.skipChildren();
            }
            requireEnd(p);
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException json ? JsonFault.reason(json) : e.getMessage();
            report(ErrorId.DATA_3, "a JSON object", "broken JSON (" + reason + "): " + excerpt(text), form);
            return;
        }
        String whole = text;
        Map<String, String> row = new LinkedHashMap<>();
        fields.forEach(field -> take(field, found.get(field.name()), whole, row));
        if (row.size() == fields.size()) {
            rows.add(row);
            lines.add(lineNumber);
        }
    }

    private static void requireEnd(JsonParser p) throws IOException {
        if (p.nextToken() != null) {
            throw new JsonParseException(p, "something after the value");
        }
    }

    private void take(Field field, Object found, String line, Map<String, String> texts) {
        String name = "\"" + field.name() + "\"";
        if (found == null) {
            report(ErrorId.DATA_5, "a field " + name, "none in " + excerpt(line), "Add the field.");
        } else if (!(found instanceof String value)) {
            report(ErrorId.DATA_6, "a string in " + name, "another value in " + excerpt(line), "Write it as a string.");
        } else if (!Utf8.canHold(value)) {
            report(
                    ErrorId.DATA_11,
                    "characters in " + name,
                    "half a surrogate pair, which no file can hold, in " + excerpt(line),
                    "Write the whole pair, or \\ufffd in its place.");
        } else if (WhiteSpace.isAll(value) && !field.mayBeEmpty()) {
            report(
                    ErrorId.DATA_7,
                    "a sentence in " + name,
                    "nothing but white space",
                    "Fill it in or remove the line.");
        } else {
            texts.put(field.name(), WhiteSpace.strip(value));
        }
    }

    private void report(ErrorId id, String expected, String found, String remedy) {
        if (problems.size() < SHOWN) {
            String where = lineNumber == 0 ? file.toString() : file + ":" + lineNumber;
            problems.add(new Problem(id, where, expected, found, remedy));
        } else {
            hidden++;
        }
    }

    private static String excerpt(String text) {
        String line = text.strip();
        return line.length() <= 60 ? line : line.substring(0, 57) + "...";
    }
}
