package io.dlmone.train;

import io.dlmone.eval.ReferenceSet;
import io.dlmone.io.AtomicFiles;
import io.dlmone.io.OutputPlace;
import io.dlmone.io.ThrowingConsumer;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.text.Tokenizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON lines {@code recover}, {@code reference}, {@code source}, as official sampling scripts write them: a file for
 * each sample, a line for each reference of each source.
 */
final class OutputFiles {

    private OutputFiles() {}

    /**
     * Refuses files that cannot be written, and several samples where there is only one place.
     *
     * @throws io.dlmone.error.UserException with the first of them
     */
    static void require(Path first, int samples) {
        new Checks()
                .require(
                        samples == 1 || !OutputPlace.isWrittenThrough(first),
                        "output",
                        "a regular file for each of " + samples + " samples",
                        first + ", which is none")
                .refuse();
        for (int k = 0; k < samples; k++) {
            OutputPlace.requireFile(numbered(first, k));
        }
    }

    /**
     * Writes one file for each sample, all or none.
     *
     * @param first the file of the first sample; others lie beside it, see {@link #numbered}
     * @param texts {@code [source][sample]}
     */
    static void write(Path first, Tokenizer tokenizer, ReferenceSet references, List<List<Generated>> texts) {
        if (texts.get(0).size() == 1) {
            AtomicFiles.write(first, out -> write(out, tokenizer, references, texts, 0));
            return;
        }
        Map<Path, ThrowingConsumer<? super OutputStream>> all = new LinkedHashMap<>();
        for (int k = 0; k < texts.get(0).size(); k++) {
            int sample = k;
            all.put(numbered(first, k), out -> write(out, tokenizer, references, texts, sample));
        }
        AtomicFiles.writeAll(all);
    }

    private static void write(
            OutputStream out, Tokenizer tokenizer, ReferenceSet references, List<List<Generated>> texts, int sample)
            throws IOException {
        for (int i = 0; i < texts.size(); i++) {
            for (String reference : references.references().get(i)) {
                Map<String, String> row = new LinkedHashMap<>();
                row.put("recover", texts.get(i).get(sample).official());
                row.put("reference", framed(tokenizer, reference, 1));
                row.put("source", framed(tokenizer, references.sources().get(i), 2));
                out.write((Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** A text as the model sees it: encoded and decoded again, between the marks of the layout. */
    private static String framed(Tokenizer tokenizer, String text, int separators) {
        return "[CLS] " + tokenizer.decode(tokenizer.encode(text)) + " [SEP]".repeat(separators);
    }

    /** {@code out.jsonl}, {@code out-2.jsonl}, {@code out-3.jsonl} … */
    static Path numbered(Path first, int k) {
        if (k == 0) {
            return first;
        }
        String name = first.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String number = "-" + (k + 1);
        return first.resolveSibling(dot < 1 ? name + number : name.substring(0, dot) + number + name.substring(dot));
    }
}
