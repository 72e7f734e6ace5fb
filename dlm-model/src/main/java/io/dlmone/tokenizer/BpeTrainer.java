package io.dlmone.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dlmone.unicode.WhiteSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes a byte-level BPE tokenizer of texts, as the {@code tokenizer.json} of Hugging Face's library: no text has
 * unknown tokens, and decoding gives it back without the white space at its ends. Its first tokens are {@code [PAD]},
 * {@code [UNK]}, {@code [CLS]} and {@code [SEP]}; tokens and merges are those that the library's own trainer makes of
 * the same texts. The same texts, in any order, give the same file on every machine and JDK.
 *
 * @param size most tokens, at least {@link #LEAST}
 * @param minCount how often a pair of tokens must stand in the texts to become a token
 * @param lowercase whether capitals become small letters, in training and in use
 */
public record BpeTrainer(int size, long minCount, boolean lowercase) {

    private static final List<String> MARKS = SpecialTokens.NEEDED;

    /** The special tokens and one for each byte, which are always there. */
    public static final int LEAST = MARKS.size() + 256;

    public BpeTrainer {
        if (size < LEAST || minCount < 1) {
            throw new IllegalArgumentException(size + " tokens of pairs that are there " + minCount + " times");
        }
    }

    /**
     * {@return the bytes of a {@code tokenizer.json}}
     *
     * @param texts to learn from, one after the other
     */
    public byte[] train(Iterable<String> texts) {
        Map<String, Long> words = new LinkedHashMap<>();
        for (String text : texts) {
            String stripped = WhiteSpace.strip(lowercase ? lower(text) : text);
            if (!stripped.isEmpty()) {
                ByteLevel.words(stripped).forEach(word -> words.merge(word, 1L, Long::sum));
            }
        }
        List<String> first = new ArrayList<>(MARKS);
        first.addAll(ByteLevel.alphabet());
        return json(PairMerges.learn(first, MARKS.size(), words, size, minCount));
    }

    /** Character by character, as the library does it: no letter hangs on its neighbours. */
    private static String lower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> out.append(
                        BertCharacters.isAssigned(c)
                                ? Character.toString(c).toLowerCase(Locale.ROOT)
                                : Character.toString(c)));
        return out.toString();
    }

    private byte[] json(PairMerges.Learnt learnt) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        learnt.tokens().forEach(token -> ids.put(token, ids.size()));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("dropout", null);
        model.put("unk_token", null);
        model.put("continuing_subword_prefix", null);
        model.put("end_of_word_suffix", null);
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("ignore_merges", false);
        model.put("vocab", ids);
        model.put("merges", learnt.merges());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("version", "1.0");
        all.put("truncation", null);
        all.put("padding", null);
        all.put(
                "added_tokens",
                MARKS.stream()
                        .map(mark -> SpecialTokens.of(mark, ids.get(mark)))
                        .toList());
        all.put("normalizer", lowercase ? Map.of("type", "Lowercase") : null);
        all.put("pre_tokenizer", byteLevel());
        all.put("post_processor", null);
        Map<String, Object> strip = new LinkedHashMap<>();
        strip.put("type", "Strip");
        strip.put("content", " ");
        strip.put("start", 1);
        strip.put("stop", 0);
        Map<String, Object> decoder = new LinkedHashMap<>();
        decoder.put("type", "Sequence");
        decoder.put("decoders", List.of(byteLevel(), strip));
        all.put("decoder", decoder);
        all.put("model", model);
        try {
            String text = new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(all)
                    .replace("\r\n", "\n");
            return (text + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> byteLevel() {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("type", "ByteLevel");
        step.put("add_prefix_space", true);
        step.put("trim_offsets", true);
        step.put("use_regex", true);
        return step;
    }
}
