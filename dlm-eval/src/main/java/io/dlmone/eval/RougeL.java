package io.dlmone.eval;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * ROUGE-L F-measure, from the longest common subsequence of words. As torchmetrics' {@code rougeL_fmeasure}, which
 * DiffuSeq's script uses: lowercase, everything but {@code a-z0-9} becomes a space, no stemming; precision
 * LCS/|output|, recall LCS/|reference|, F = 2PR/(P+R); 0 when either side is empty. Stateless and thread-safe.
 *
 * <p>Source: Lin 2004, "ROUGE: a package for automatic evaluation of summaries".
 */
public final class RougeL {

    private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");

    private RougeL() {}

    /**
     * {@return F-measure of {@code output} against one reference}
     *
     * @param output a sentence
     * @param reference what it should be
     */
    public static double score(String output, String reference) {
        List<String> a = normalise(output);
        List<String> b = normalise(reference);
        int common = longestCommonSubsequence(a, b);
        if (common == 0) {
            return 0;
        }
        double precision = (double) common / a.size();
        double recall = (double) common / b.size();
        return 2 * precision * recall / (precision + recall);
    }

    /**
     * {@return the best F-measure over the references (torchmetrics' {@code accumulate="best"})}
     *
     * @param output a sentence
     * @param references at least one
     */
    public static double score(String output, List<String> references) {
        return references.stream()
                .mapToDouble(reference -> score(output, reference))
                .max()
                .orElseThrow(() -> new IllegalArgumentException("ROUGE-L needs at least one reference"));
    }

    private static List<String> normalise(String text) {
        String plain = OTHER.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ");
        return Arrays.stream(plain.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    private static int longestCommonSubsequence(List<String> a, List<String> b) {
        int[] row = new int[b.size() + 1];
        for (String word : a) {
            int diagonal = 0;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                row[j] = word.equals(b.get(j - 1)) ? diagonal + 1 : Math.max(above, row[j - 1]);
                diagonal = above;
            }
        }
        return row[b.size()];
    }
}
