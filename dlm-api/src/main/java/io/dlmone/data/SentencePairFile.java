package io.dlmone.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes one file of sentence pairs, DiffuSeq's JSON lines: an object per line with the strings {@code src}
 * and {@code trg}. Other fields are ignored. A file with faults is refused with all of them in one
 * {@link UserException}: the first {@value #SHOWN} in full, the rest as a count.
 */
public final class SentencePairFile {

    static final int SHOWN = 20;
    static final int LONGEST_LINE = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectWriter LINE = JSON.writer();

    private final Path file;
    private final List<SentencePair> rows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int lineNumber;
    private long hidden;

    private SentencePairFile(Path file) {
        this.file = file;
    }

    /**
     * Reads all rows of a file, in order, with white space around the sentences stripped.
     *
     * @throws UserException with every problem found
     */
    public static List<SentencePair> read(Path file) {
        return new SentencePairFile(file).readAll();
    }

    /**
     * Writes rows to a file, whole or not at all, in UTF-8 with one line feed after each row.
     *
     * @throws UserException if the file cannot be written
     */
    public static void write(Path file, List<SentencePair> rows) {
        AtomicFiles.write(file, out -> write(out, rows));
    }

    static void write(OutputStream out, List<SentencePair> rows) throws IOException {
        for (SentencePair row : rows) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("src", row.source());
            fields.put("trg", row.target());
            out.write(LINE.writeValueAsBytes(fields));
            out.write('\n');
        }
    }

    private List<SentencePair> readAll() {
        if (!Files.isRegularFile(file)) {
            String found = Files.isDirectory(file) ? "a directory" : Files.exists(file) ? "a special file" : "nothing";
            throw new UserException(missing(found));
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (readLine(in, line)) {
                lineNumber++;
                parse(line);
            }
        } catch (IOException e) {
            throw new UserException(missing("an error while reading (" + e.getMessage() + ")"));
        }
        if (lineNumber == 0) {
            report("DLM-DATA-8", "at least one row", "an empty file", "Give one JSON object per line.");
        }
        if (hidden > 0) {
            String more = hidden + " more problems";
            problems.add(
                    new Problem("DLM-DATA-9", file.toString(), "a file without faults", more, "Mend these first."));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return List.copyOf(rows);
    }

    private Problem missing(String found) {
        return new Problem(
                "DLM-DATA-1",
                file.toString(),
                "a readable file of JSON lines",
                found,
                "Check the path; a data directory holds train.jsonl, valid.jsonl and test.jsonl.");
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
            report("DLM-DATA-10", "a line of at most 1 MiB", "a longer one", "Check that each row has its own line.");
            return;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            report("DLM-DATA-2", "text in UTF-8", "bytes that are not UTF-8", "Save the file as UTF-8.");
            return;
        }
        if (lineNumber == 1 && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        if (text.isBlank()) {
            report("DLM-DATA-3", "a JSON object", "an empty line", "Remove the line.");
            return;
        }
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            report(
                    "DLM-DATA-3",
                    "a JSON object",
                    "broken JSON (" + e.getOriginalMessage() + "): " + excerpt(text),
                    "Write the row as {\"src\": \"...\", \"trg\": \"...\"}.");
            return;
        }
        if (!node.isObject()) {
            report(
                    "DLM-DATA-4",
                    "a JSON object",
                    "another JSON value: " + excerpt(text),
                    "Write the row as {\"src\": \"...\", \"trg\": \"...\"}.");
            return;
        }
        String source = sentence(node, "src");
        String target = sentence(node, "trg");
        if (source != null && target != null) {
            rows.add(new SentencePair(source, target));
        }
    }

    private String sentence(JsonNode row, String field) {
        JsonNode value = row.get(field);
        if (value == null) {
            report("DLM-DATA-5", "a field \"" + field + "\"", "none in " + excerpt(row.toString()), "Add the field.");
            return null;
        }
        if (!value.isTextual()) {
            report("DLM-DATA-6", "a string in \"" + field + "\"", excerpt(value.toString()), "Write it as a string.");
            return null;
        }
        String sentence = value.textValue().strip();
        if (sentence.isEmpty()) {
            report(
                    "DLM-DATA-7",
                    "a sentence in \"" + field + "\"",
                    "nothing but white space",
                    "Fill it in or remove the line.");
            return null;
        }
        return sentence;
    }

    private void report(String id, String expected, String found, String remedy) {
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
