package io.dlmone.huggingface;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.unicode.WhiteSpace;
import java.lang.ref.Cleaner;
import java.util.Arrays;
import java.util.Optional;

/**
 * A tokenizer of Hugging Face's library, without the special tokens that it can add. A special token spelt out in a
 * text, such as {@code </s>}, is text there and never that token: a text must not end its own sentence. (Here the
 * library alone would do otherwise; the {@code spiece.model} of the same tokenizers does as this.) White space at the
 * ends of a text has no tokens. Decoding does not take away spaces before punctuation, as some versions of the
 * transformers library do. Thread-safe. The library's memory is freed when nobody refers to the tokenizer any more.
 */
final class LibraryTokenizer implements Tokenizer {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Vocabulary vocabulary;
    private final byte[] json;
    private final HuggingFaceTokenizer library;

    LibraryTokenizer(Vocabulary vocabulary, byte[] json, HuggingFaceTokenizer library) {
        this.vocabulary = vocabulary;
        this.json = json.clone();
        this.library = library;
        CLEANER.register(this, library::close);
    }

    @Override
    public String name() {
        return HuggingFaceReader.NAME;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public int[] encode(String text) {
        String stripped = WhiteSpace.strip(SafeText.of(text));
        if (stripped.isEmpty()) {
            return new int[0];
        }
        return Arrays.stream(library.encode(stripped, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    @Override
    public String decode(int[] ids) {
        long[] all = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            vocabulary.token(ids[i]);
            all[i] = ids[i];
        }
        return SafeText.shown(library.decode(all, false), vocabulary);
    }

    @Override
    public Optional<byte[]> json() {
        return Optional.of(json.clone());
    }
}
