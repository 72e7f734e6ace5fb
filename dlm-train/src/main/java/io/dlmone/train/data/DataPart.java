package io.dlmone.train.data;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.SentencePairFile;
import io.dlmone.data.SentencePairFile.Contents;
import io.dlmone.data.Split;
import io.dlmone.error.Problem;
import io.dlmone.text.SentencePair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of a data set that was looked at.
 *
 * @param split which
 * @param rows how many rows were read
 * @param distinctSources how many different sources they have
 * @param source lengths of sources in tokens
 * @param target lengths of targets in tokens
 * @param problems what keeps the file from being read
 */
public record DataPart(
        Split split, int rows, int distinctSources, TokenLengths source, TokenLengths target, List<Problem> problems) {

    public DataPart {
        problems = List.copyOf(problems);
    }

    /** Rows with their lines. */
    record Read(Split split, List<SentencePair> rows, List<Integer> lines, List<Problem> problems) {

        static Read of(DataDirectory directory, Split split) {
            Contents read = SentencePairFile.contents(directory.file(split));
            return new Read(split, read.rows(), read.lines(), read.problems());
        }

        /** A row for people. */
        String at(int row, String text) {
            String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN - 3) + "...";
            return split.fileName() + ":" + lines.get(row) + " '" + shown.replaceAll("\\p{Cntrl}", "\u00b7") + "'";
        }

        private static final int SHOWN = 60;
    }

    Map<String, Object> toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("part", split.id());
        all.put("rows", rows);
        all.put("sources", distinctSources);
        all.put("sourceTokens", source.toJson());
        all.put("targetTokens", target.toJson());
        return all;
    }
}
