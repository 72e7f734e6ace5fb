package io.dlmone.train.data;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import io.dlmone.train.Checks;
import io.dlmone.train.ProgressListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes a data directory of files in other formats: {@code .csv} (RFC 4180), {@code .tsv} or any text with a tab
 * between two fields, {@code .jsonl}, or two files of text that go together line by line. Parts for which no file is
 * given are taken from the training rows, by source: no source is in two parts that are split off here. The same rows,
 * in any order, are split alike on every machine.
 *
 * @param parts the files of each part: one, or that of the sources and that of the targets; training's at least
 * @param columns the column of sources, then that of targets and any more targets, which may be empty in a row: by
 *     names in the first row (or of the fields of JSON lines), or by numbers from 1 for a file without names
 * @param separator between the fields of CSV files
 * @param validShare of the sources for validation, if it has no file
 * @param testShare of the sources for the test, if it has no file
 * @param seed of the split
 * @param unique whether pairs that were there already are left out
 * @param lowercase whether capitals are written as small letters
 * @param out the data directory to write: new, empty, or a data set to be replaced
 */
public record DataConversion(
        Map<Split, List<Path>> parts,
        List<String> columns,
        char separator,
        double validShare,
        double testShare,
        long seed,
        boolean unique,
        boolean lowercase,
        Path out) {

    /** The columns if nothing else is said. */
    public static final List<String> COLUMNS = List.of("src", "trg");

    private static final double MOST_SHARE = 0.5;
    private static final int FEWEST_SOURCES = 3;
    private static final int DIGITS = 64;

    public DataConversion {
        parts = Map.copyOf(parts);
        columns = List.copyOf(columns);
        Checks checks = new Checks()
                .require(parts.containsKey(Split.TRAIN), "train", "a file of training rows", "none")
                .require(
                        columns.size() >= 2 && columns.stream().noneMatch(String::isBlank),
                        "columns",
                        "a column of sources and one of targets at least",
                        "'" + String.join(",", columns) + "'")
                .require(
                        separator != '"' && separator != '\n' && separator != '\r',
                        "separator",
                        "a character that is no quote and no line end",
                        "'" + separator + "'")
                .fraction("valid-share", validShare, 0, MOST_SHARE)
                .fraction("test-share", testShare, 0, MOST_SHARE);
        parts.forEach((split, files) -> checks.require(
                files.size() == 1 || files.size() == 2,
                split.id(),
                "a file, or one of sources and one of targets",
                files.size() + " files"));
        checks.refuse();
    }

    /**
     * {@return the conversion of one file, a twentieth of whose sources are for validation and as many for the test}
     *
     * @param file with the {@link #COLUMNS}
     * @param out the data directory to write
     */
    public static DataConversion of(Path file, Path out) {
        return new DataConversion(Map.of(Split.TRAIN, List.of(file)), COLUMNS, ',', 0.05, 0.05, 1, false, false, out);
    }

    /**
     * Reads everything, then writes.
     *
     * @param progress is told what was written
     * @return the data directory
     * @throws io.dlmone.error.UserException with everything that is wrong with the files; nothing is written then
     */
    public DataDirectory run(ProgressListener progress) {
        Map<Split, List<SentencePair>> read = new EnumMap<>(Split.class);
        PairFile format = new PairFile(columns, separator);
        Checks checks = new Checks();
        for (Split split : Split.values()) {
            if (parts.containsKey(split)) {
                checks.attempt(() -> read.put(split, changed(format.read(parts.get(split)))));
            }
        }
        checks.refuse();
        split(read);
        DataDirectory directory = new DataDirectory(out);
        directory.write(read);
        List<String> told = new ArrayList<>();
        read.forEach((split, rows) -> told.add(String.format(Locale.ROOT, "%s %,d", split.id(), rows.size())));
        progress.say("Wrote " + out + ": rows of " + String.join(", ", told));
        return directory;
    }

    private List<SentencePair> changed(List<SentencePair> rows) {
        List<SentencePair> changed = !lowercase
                ? rows
                : rows.stream()
                        .map(row -> new SentencePair(
                                row.source().toLowerCase(Locale.ROOT),
                                row.target().toLowerCase(Locale.ROOT)))
                        .toList();
        return unique ? List.copyOf(new LinkedHashSet<>(changed)) : changed;
    }

    /** Takes the parts that are not there yet from the training rows. */
    private void split(Map<Split, List<SentencePair>> read) {
        double valid = read.containsKey(Split.VALID) ? 0 : validShare;
        double test = read.containsKey(Split.TEST) ? 0 : testShare;
        if (valid + test == 0) {
            return;
        }
        List<String> sources = read.get(Split.TRAIN).stream()
                .map(DataConversion::key)
                .distinct()
                .map(key -> order(key) + key)
                .sorted()
                .map(key -> key.substring(DIGITS))
                .toList();
        new Checks()
                .require(
                        sources.size() >= FEWEST_SOURCES,
                        "train",
                        "at least " + FEWEST_SOURCES + " different sources to take other parts from",
                        String.valueOf(sources.size()))
                .refuse();
        int tests = count(test, sources.size());
        int valids = count(valid, sources.size());
        Map<String, Split> place = new HashMap<>();
        sources.subList(0, tests).forEach(key -> place.put(key, Split.TEST));
        sources.subList(tests, tests + valids).forEach(key -> place.put(key, Split.VALID));
        Map<Split, List<SentencePair>> taken = new EnumMap<>(Split.class);
        for (SentencePair row : read.get(Split.TRAIN)) {
            Split to = place.getOrDefault(key(row), Split.TRAIN);
            taken.computeIfAbsent(to, split -> new ArrayList<>()).add(row);
        }
        read.putAll(taken);
    }

    private static int count(double share, int all) {
        return share == 0 ? 0 : Math.max(1, (int) Math.min(Math.round(share * all), (all - 1) / 2));
    }

    /** Sources that differ in capitals only are one. */
    private static String key(SentencePair row) {
        return row.source().toLowerCase(Locale.ROOT);
    }

    /** An order of the sources that hangs on each alone. */
    private String order(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((seed + "\n" + key).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
