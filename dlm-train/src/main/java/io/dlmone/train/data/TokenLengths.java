package io.dlmone.train.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long some texts are, in tokens.
 *
 * @param sorted a number for each text, in ascending order
 */
public record TokenLengths(int[] sorted) {

    /**
     * {@return these}
     *
     * @param lengths in any order
     */
    public static TokenLengths of(int[] lengths) {
        int[] sorted = lengths.clone();
        Arrays.sort(sorted);
        return new TokenLengths(sorted);
    }

    /**
     * {@return the least length that a share of the texts does not exceed; 0 without texts}
     *
     * @param share from 0 to 1
     */
    public int quantile(double share) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** {@return the longest; 0 without texts} */
    public int longest() {
        return quantile(1);
    }

    /**
     * {@return which share of the texts is longer}
     *
     * @param length in tokens
     */
    public double above(int length) {
        long above = Arrays.stream(sorted).filter(each -> each > length).count();
        return sorted.length == 0 ? 0 : (double) above / sorted.length;
    }

    /** {@return median, 95%, 99% and longest, by name} */
    public Map<String, Object> toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("median", quantile(0.5));
        all.put("p95", quantile(0.95));
        all.put("p99", quantile(0.99));
        all.put("longest", longest());
        return all;
    }

    /** {@return for people, such as {@code median 9, 95% up to 16, 99% up to 21, longest 40}} */
    public String text() {
        return "median " + quantile(0.5) + ", 95% up to " + quantile(0.95) + ", 99% up to " + quantile(0.99)
                + ", longest " + longest();
    }
}
