package io.dlmone.eval;

import io.dlmone.unicode.WhiteSpace;
import java.util.List;

/**
 * The fields of the output files of the official DiffuSeq and FlowSeq codes, cleaned as their {@code eval_seq2seq.py}
 * cleans them before scoring: surrounding white space is removed first, then the marks of the layout are deleted as
 * plain substrings: those of models with BERT's vocabulary, {@code [CLS]} and {@code [SEP]}, and those of models with a
 * list of words, {@code [START]} and {@code [END]}, for which the script has flags. Text after an early mark is kept,
 * and so is white space that the deletion lays open.
 */
public final class OutputText {

    private static final List<String> MARKS = List.of("[SEP]", "[CLS]", "[END]", "[START]");

    private OutputText() {}

    /**
     * Cleans the field {@code source}.
     *
     * @param text the field
     * @return the sentence in it
     */
    public static String source(String text) {
        return withoutFrame(text);
    }

    /**
     * Cleans the field {@code reference}.
     *
     * @param text the field
     * @return the sentence in it
     */
    public static String reference(String text) {
        return withoutFrame(text);
    }

    /**
     * Cleans the field {@code recover}, the generated sentence.
     *
     * @param text the field
     * @return the sentence in it
     */
    public static String recover(String text) {
        return withoutFrame(text).replace("[PAD]", "");
    }

    /**
     * {@return the script's length of a sentence, Python's {@code len(text.split(' '))}: one more than its spaces} So
     * every space counts, doubled and trailing ones too, and an empty sentence has length 1.
     *
     * @param text any text
     */
    public static int length(String text) {
        return 1 + (int) text.chars().filter(c -> c == ' ').count();
    }

    private static String withoutFrame(String text) {
        String bare = WhiteSpace.strip(text);
        for (String mark : MARKS) {
            bare = bare.replace(mark, "");
        }
        return bare;
    }
}
