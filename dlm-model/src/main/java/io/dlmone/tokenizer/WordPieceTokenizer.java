package io.dlmone.tokenizer;

import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * BERT's tokenizer for uncased models: basic tokenisation, then for every word the longest pieces of the vocabulary
 * from the left, those inside a word marked by {@code ##}. A special token that stands in a text is that token, as in
 * the tokenizers library. Ids equal that library's for every character, on every JDK; see {@link BertCharacters}.
 * Decoding joins the pieces and applies the clean-up of the tokenizers library before 0.13, which the official DiffuSeq
 * figures rest on.
 *
 * @param vocabulary its pieces
 */
public record WordPieceTokenizer(Vocabulary vocabulary) implements Tokenizer {

    private static final String CONTINUES = "##";
    private static final int LONGEST_WORD = 100;
    private static final Pattern SPECIAL = Pattern.compile("\\[(PAD|UNK|CLS|SEP|MASK)]");

    /** What stands for what after joining, in this order. */
    private static final List<String[]> CLEAN_UP = List.of(
            rule(" .", "."),
            rule(" ?", "?"),
            rule(" !", "!"),
            rule(" ,", ","),
            rule(" ' ", "'"),
            rule(" n't", "n't"),
            rule(" 'm", "'m"),
            rule(" do not", " don't"),
            rule(" 's", "'s"),
            rule(" 've", "'ve"),
            rule(" 're", "'re"));

    @Override
    public String name() {
        return "wordpiece";
    }

    @Override
    public int[] encode(String text) {
        IntStream.Builder ids = IntStream.builder();
        Matcher special = SPECIAL.matcher(text);
        int start = 0;
        while (special.find()) {
            if (vocabulary.contains(special.group())) {
                words(text.substring(start, special.start())).forEach(ids::add);
                ids.add(vocabulary.id(special.group()));
                start = special.end();
            }
        }
        words(text.substring(start)).forEach(ids::add);
        return ids.build().toArray();
    }

    private IntStream words(String text) {
        return BertText.words(text).stream().flatMapToInt(this::pieces);
    }

    private IntStream pieces(String word) {
        int[] letters = word.codePoints().toArray();
        int[] ids = new int[letters.length];
        int n = 0;
        int start = 0;
        while (start < letters.length && letters.length <= LONGEST_WORD) {
            int end = letters.length;
            String piece = piece(letters, start, end);
            while (end > start && !vocabulary.contains(piece)) {
                end--;
                piece = piece(letters, start, end);
            }
            if (end == start) {
                break;
            }
            ids[n++] = vocabulary.id(piece);
            start = end;
        }
        return start == letters.length ? Arrays.stream(ids, 0, n) : IntStream.of(vocabulary.id(Vocabulary.UNKNOWN));
    }

    private static String piece(int[] letters, int start, int end) {
        String piece = new String(letters, start, end - start);
        return start == 0 ? piece : CONTINUES + piece;
    }

    @Override
    public String decode(int[] ids) {
        String text = Arrays.stream(ids)
                .mapToObj(vocabulary::token)
                .collect(Collectors.joining(" "))
                .replace(" " + CONTINUES, "");
        for (String[] rule : CLEAN_UP) {
            text = text.replace(rule[0], rule[1]);
        }
        for (String[] rule : CLEAN_UP) {
            text = rule[0].equals(" do not") ? text : text.replace(rule[0], rule[1]);
        }
        return text;
    }

    private static String[] rule(String from, String to) {
        return new String[] {from, to};
    }
}
