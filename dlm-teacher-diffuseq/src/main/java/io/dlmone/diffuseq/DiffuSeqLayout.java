package io.dlmone.diffuseq;

import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.unicode.WhiteSpace;
import java.util.Arrays;

/**
 * DiffuSeq's layout, {@code [CLS] source [SEP] [SEP] [CLS] target [SEP] [PAD] ...}: the condition reaches to the second
 * separator, everything after it, padding included, is target. Texts that are too long lose their last tokens, the
 * longer one first (official merge_and_mask).
 *
 * @param tokenizer of the model's vocabulary
 * @param length positions of a sequence
 */
public record DiffuSeqLayout(Tokenizer tokenizer, int length) implements SequenceLayout {

    /** The length of a pair of empty texts. */
    static final int SHORTEST = 5;

    @Override
    public int capacity() {
        return length - SHORTEST;
    }

    @Override
    public Encoded encode(String source, String target) {
        int[] src = started(source);
        int[] trg = started(target);
        int s = src.length;
        int t = trg.length;
        while (s + t > length - 3) {
            if (s > t) {
                s--;
            } else if (t > s) {
                t--;
            } else {
                s--;
                t--;
            }
        }
        long[] ids = new long[length];
        Arrays.fill(ids, id(Vocabulary.PAD));
        int at = 0;
        at = put(ids, at, src, s);
        ids[at++] = id(Vocabulary.SEPARATOR);
        ids[at++] = id(Vocabulary.SEPARATOR);
        int start = at;
        at = put(ids, at, trg, t);
        ids[at] = id(Vocabulary.SEPARATOR);
        return new Encoded(ids, start);
    }

    @Override
    public String decode(long[] ids, int start) {
        int end = ids.length;
        while (end > start && ids[end - 1] == id(Vocabulary.PAD)) {
            end--;
        }
        return text(ids, start, end);
    }

    @Override
    public String decodeClean(long[] ids, int start) {
        int end = start;
        while (end < ids.length && ids[end] != id(Vocabulary.SEPARATOR) && ids[end] != id(Vocabulary.PAD)) {
            end++;
        }
        long[] words = Arrays.stream(ids, start, end)
                .filter(id -> !tokenizer.vocabulary().isSpecial((int) id))
                .toArray();
        return WhiteSpace.strip(text(words, 0, words.length));
    }

    private String text(long[] ids, int start, int end) {
        return tokenizer.decode(
                Arrays.stream(ids, start, end).mapToInt(i -> (int) i).toArray());
    }

    private int[] started(String text) {
        int[] words = tokenizer.encode(text);
        int[] all = new int[words.length + 1];
        all[0] = id(Vocabulary.START);
        System.arraycopy(words, 0, all, 1, words.length);
        return all;
    }

    private static int put(long[] ids, int at, int[] words, int n) {
        for (int i = 0; i < n; i++) {
            ids[at + i] = words[i];
        }
        return at + n;
    }

    private int id(String special) {
        return tokenizer.vocabulary().id(special);
    }
}
