package io.dlmone.eval;

import io.dlmone.data.JsonLinesFile;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.unicode.WhiteSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sentences in the files that DiffuSeq's sampling script writes: JSON lines with {@code recover}, {@code reference} and
 * {@code source}, a file for each seed, the same sources in the same lines. All texts are cleaned as
 * {@code eval_seq2seq.py} does, see {@link OutputText}.
 *
 * @param sources one for each line; the same source may stand in several
 * @param references {@code [line][reference]}
 * @param samples {@code [line][file]}
 */
public record OutputSet(List<String> sources, List<List<String>> references, List<List<String>> samples) {

    private static final String RECOVER = "recover";
    private static final String REFERENCE = "reference";
    private static final String SOURCE = "source";
    private static final List<JsonLinesFile.Field> FIELDS = List.of(
            new JsonLinesFile.Field(RECOVER, true),
            new JsonLinesFile.Field(REFERENCE, false),
            new JsonLinesFile.Field(SOURCE, false));
    private static final int SHOWN = 20;

    /**
     * Reads files, each of which becomes a sample.
     *
     * @param files at least one
     * @return the sources with references and samples
     * @throws UserException with every problem of the files; where all can be read, with every line in which they
     *     differ
     */
    public static OutputSet read(List<Path> files) {
        List<Problem> problems = new ArrayList<>();
        List<List<Map<String, String>>> read = new ArrayList<>();
        for (Path file : files) {
            try {
                read.add(JsonLinesFile.read(file, FIELDS));
            } catch (UserException e) {
                problems.addAll(e.problems());
            }
        }
        if (problems.isEmpty()) {
            for (int k = 1; k < read.size(); k++) {
                compare(files.get(0), read.get(0), files.get(k), read.get(k), problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        List<Map<String, String>> first = read.get(0);
        List<List<String>> samples = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            int line = i;
            samples.add(read.stream()
                    .map(rows -> OutputText.recover(rows.get(line).get(RECOVER)))
                    .toList());
        }
        return new OutputSet(
                first.stream()
                        .map(row -> WhiteSpace.strip(OutputText.source(row.get(SOURCE))))
                        .toList(),
                first.stream()
                        .map(row -> List.of(OutputText.reference(row.get(REFERENCE))))
                        .toList(),
                samples);
    }

    /**
     * {@return each source once, as a model is evaluated: the sentences of its first line against the references of all
     * its lines} Otherwise a source with many references would count for more than one with few.
     */
    public OutputSet withAllReferences() {
        Map<String, Integer> first = new LinkedHashMap<>();
        Map<String, Set<String>> all = new HashMap<>();
        for (int i = 0; i < sources.size(); i++) {
            first.putIfAbsent(sources.get(i), i);
            all.computeIfAbsent(sources.get(i), source -> new LinkedHashSet<>()).addAll(references.get(i));
        }
        return new OutputSet(
                List.copyOf(first.keySet()),
                first.keySet().stream()
                        .map(source -> List.copyOf(all.get(source)))
                        .toList(),
                first.values().stream().map(samples::get).toList());
    }

    private static void compare(
            Path first,
            List<Map<String, String>> expected,
            Path file,
            List<Map<String, String>> found,
            List<Problem> problems) {
        String remedy = "Give files of the same model and data, which differ in the seed only.";
        if (expected.size() != found.size()) {
            String lines = expected.size() + " lines, as in " + first;
            problems.add(new Problem(ErrorId.OUTPUT_1, file.toString(), lines, found.size() + " lines", remedy));
            return;
        }
        long differ = 0;
        for (int i = 0; i < found.size(); i++) {
            for (String field : List.of(SOURCE, REFERENCE)) {
                String other = found.get(i).get(field);
                if (!other.equals(expected.get(i).get(field)) && ++differ <= SHOWN) {
                    String where = file + ":" + (i + 1);
                    String same = "the " + field + " of that line in " + first;
                    problems.add(new Problem(ErrorId.OUTPUT_2, where, same, "'" + other + "'", remedy));
                }
            }
        }
        if (differ > SHOWN) {
            problems.add(new Problem(
                    ErrorId.OUTPUT_2,
                    file.toString(),
                    "the lines of " + first,
                    differ - SHOWN + " more differences",
                    remedy));
        }
    }
}
