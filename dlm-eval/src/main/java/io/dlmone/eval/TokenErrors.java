package io.dlmone.eval;

import io.dlmone.unicode.WhiteSpace;
import java.util.List;

/**
 * How far an output is from the nearest of its references, for tasks with a right answer (pronunciation,
 * transliteration, normalisation): the words that have to be inserted, deleted or replaced (edit distance, Levenshtein
 * 1966) to make it that reference. What a word is, the data say by their white space: with a phoneme a word this is the
 * phoneme error rate, with words the word error rate.
 *
 * <p>The rate is errors / length with both summed over the corpus before dividing; it can exceed 1.
 *
 * @param errors insertions, deletions and replacements
 * @param length words of the reference
 */
public record TokenErrors(int errors, int length) {

    /**
     * {@return the errors against the reference with the lowest rate; of several such, the first}
     *
     * @param output a sentence
     * @param references at least one
     */
    public static TokenErrors of(String output, List<String> references) {
        List<String> words = WhiteSpace.words(output);
        TokenErrors best = null;
        for (String reference : references) {
            List<String> wanted = WhiteSpace.words(reference);
            TokenErrors found = new TokenErrors(distance(words, wanted), wanted.size());
            if (best == null || found.isBelow(best)) {
                best = found;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("token errors need at least one reference");
        }
        return best;
    }

    private boolean isBelow(TokenErrors other) {
        return (long) errors * Math.max(1, other.length) < (long) other.errors * Math.max(1, length);
    }

    /** One row of the table at a time. */
    private static int distance(List<String> from, List<String> to) {
        int[] row = new int[to.size() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.size(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = corner + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.size()];
    }
}
