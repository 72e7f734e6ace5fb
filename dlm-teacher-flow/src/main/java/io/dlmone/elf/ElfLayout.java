package io.dlmone.elf;

import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Tokenizer;
import io.dlmone.unicode.WhiteSpace;
import java.util.Arrays;

/**
 * ELF's layout, {@code source target filling ...}, without marks between them: a source that is too long loses its last
 * tokens, and so does a target, whose end is the first filling (official data_utils).
 *
 * @param tokenizer of the model's vocabulary
 * @param length positions of a sequence
 * @param sourceLength most tokens of a source, below {@code length}
 * @param filling what fills a row
 */
record ElfLayout(Tokenizer tokenizer, int length, int sourceLength, int filling) implements SequenceLayout {

    @Override
    public int capacity() {
        return length - 1;
    }

    @Override
    public Encoded encode(String source, String target) {
        long[] ids = new long[length];
        Arrays.fill(ids, filling);
        int start = put(ids, 0, tokenizer.encode(source), sourceLength);
        put(ids, start, tokenizer.encode(target), length - start);
        return new Encoded(ids, start);
    }

    private static int put(long[] ids, int at, int[] words, int most) {
        int n = Math.min(words.length, most);
        for (int i = 0; i < n; i++) {
            ids[at + i] = words[i];
        }
        return at + n;
    }

    @Override
    public String decode(long[] ids, int start) {
        return text(Arrays.copyOfRange(ids, start, end(ids, start)));
    }

    @Override
    public String decodeClean(long[] ids, int start) {
        long[] words = Arrays.stream(ids, start, end(ids, start))
                .filter(id -> !tokenizer.vocabulary().isSpecial((int) id))
                .toArray();
        return WhiteSpace.strip(text(words));
    }

    private int end(long[] ids, int start) {
        int end = start;
        while (end < ids.length && ids[end] != filling) {
            end++;
        }
        return end;
    }

    private String text(long[] ids) {
        return tokenizer.decode(Arrays.stream(ids).mapToInt(i -> (int) i).toArray());
    }
}
