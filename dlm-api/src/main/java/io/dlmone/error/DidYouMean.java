package io.dlmone.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class DidYouMean {

    private DidYouMean() {}

    /**
     * {@return the name nearest to what was asked for, if it differs by few enough letters to be a slip}
     *
     * @param asked a name that is none of them
     * @param names those there are
     */
    public static Optional<String> nearest(String asked, Collection<String> names) {
        String lower = asked.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= Math.max(1, name.length() / 3))
                .min(Comparator.<String>comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * {@return {@code "Did you mean 'name'? "} with a trailing space, or nothing: the beginning of a remedy}
     *
     * @param asked a name that is none of them
     * @param names those there are
     */
    public static String hint(String asked, Collection<String> names) {
        return nearest(asked, names)
                .map(name -> "Did you mean '" + name + "'? ")
                .orElse("");
    }

    /** Letters to insert, delete, replace or swap with their neighbour (Damerau and Levenshtein). */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 16) {
            return Integer.MAX_VALUE;
        }
        int[] before = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; i == 0 && j < row.length; j++) {
                row[j] = j;
            }
            for (int j = 1; i > 0 && j < row.length; j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(above[j - 1] + change, 1 + Math.min(above[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            before = above;
            above = row;
        }
        return above[b.length()];
    }
}
