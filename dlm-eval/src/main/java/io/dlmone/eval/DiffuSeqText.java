package io.dlmone.eval;

import io.dlmone.unicode.WhiteSpace;

/**
 * The fields of DiffuSeq's output files, cleaned as {@code eval_seq2seq.py} cleans them before scoring: surrounding
 * white space is removed first, then the marks of the layout are deleted as plain substrings. Text after an early
 * {@code [SEP]} is kept, and so is white space that the deletion lays open.
 */
public final class DiffuSeqText {

    private DiffuSeqText() {}

    /** Cleans the field {@code source}. */
    public static String source(String text) {
        return withoutFrame(text);
    }

    /** Cleans the field {@code reference}. */
    public static String reference(String text) {
        return withoutFrame(text);
    }

    /** Cleans the field {@code recover}, the generated sentence. */
    public static String recover(String text) {
        return withoutFrame(text).replace("[PAD]", "");
    }

    /**
     * The script's length of a sentence, Python's {@code len(text.split(' '))}: one more than its spaces. So every
     * space counts, doubled and trailing ones too, and an empty sentence has length 1.
     */
    public static int length(String text) {
        return 1 + (int) text.chars().filter(c -> c == ' ').count();
    }

    private static String withoutFrame(String text) {
        return WhiteSpace.strip(text).replace("[SEP]", "").replace("[CLS]", "");
    }
}
