package io.dlmone.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.AtomicFiles;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes one file of sentence pairs, DiffuSeq's JSON lines: an object per line with the strings {@code src}
 * and {@code trg}. Other fields are ignored. See {@link JsonLinesFile} for what happens to a file with faults.
 */
public final class SentencePairFile {

    private static final String SOURCE = "src";
    private static final String TARGET = "trg";
    private static final List<JsonLinesFile.Field> FIELDS =
            List.of(new JsonLinesFile.Field(SOURCE, false), new JsonLinesFile.Field(TARGET, false));
    private static final ObjectWriter LINE = new ObjectMapper().writer();

    private SentencePairFile() {}

    /**
     * Reads all rows of a file, in order, with white space around the sentences stripped.
     *
     * @param file JSON lines
     * @return the rows
     * @throws UserException with every problem found
     */
    public static List<SentencePair> read(Path file) {
        return pairs(JsonLinesFile.read(file, FIELDS));
    }

    /**
     * Reads what can be read of a file, with white space around the sentences stripped.
     *
     * @param file JSON lines
     * @return rows and problems
     */
    public static Contents contents(Path file) {
        JsonLinesFile.Contents contents = JsonLinesFile.contents(file, FIELDS);
        return new Contents(pairs(contents.rows()), contents.lines(), contents.problems());
    }

    /**
     * What a file holds.
     *
     * @param rows those without faults
     * @param lines the line of each of these, from 1
     * @param problems what is wrong with the others
     */
    public record Contents(List<SentencePair> rows, List<Integer> lines, List<Problem> problems) {}

    private static List<SentencePair> pairs(List<Map<String, String>> rows) {
        return rows.stream()
                .map(row -> new SentencePair(row.get(SOURCE), row.get(TARGET)))
                .toList();
    }

    /**
     * Writes rows to a file, whole or not at all, in UTF-8 with one line feed after each row.
     *
     * @param file where to
     * @param rows the rows
     * @throws UserException if the file cannot be written
     */
    public static void write(Path file, List<SentencePair> rows) {
        AtomicFiles.write(file, out -> write(out, rows));
    }

    static void write(OutputStream out, List<SentencePair> rows) throws IOException {
        for (SentencePair row : rows) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put(SOURCE, row.source());
            fields.put(TARGET, row.target());
            out.write(LINE.writeValueAsBytes(fields));
            out.write('\n');
        }
    }
}
