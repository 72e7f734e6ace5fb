package io.dlmone.distill;

/** Where a sentence ends, known without the vocabulary: at the first of the equal tokens that fill its row. */
final class Padding {

    private Padding() {}

    /**
     * The position after the sentence in {@code tokens[first .. end)}: a run of equal tokens at the end counts once.
     */
    static int end(long[] tokens, int first, int end) {
        int last = end;
        while (last > first + 1 && tokens[last - 1] == tokens[last - 2]) {
            last--;
        }
        return last;
    }
}
