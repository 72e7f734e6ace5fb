package io.dlmone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordPieceTokenizerTest {

    private static final List<String> PIECES = List.of(
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "want",
            "##want",
            "##ed",
            "wa",
            "un",
            "runn",
            "##ing",
            ",",
            "low",
            "lowest",
            "##er",
            "[",
            "]",
            "sep",
            "\u4e2d",
            "\u6587",
            "a",
            "##a",
            "\u03c3",
            "!",
            "'",
            "do",
            "not",
            "n",
            "t",
            "$",
            "i",
            "\ud835\udcb3",
            "n't",
            "'m",
            "'s",
            "'ve",
            "'re",
            ".",
            "?");

    private final Tokenizer tokenizer = Tokenizers.named("wordpiece", Vocabulary.of(PIECES, "pieces"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "UNwant\u00c9d,running | un ##want ##ed , runn ##ing",
                "low lower lowest | low low ##er lowest",
                "unknown un | [UNK] un",
                "a[SEP]a[CLS] [sep] [MASK] | a [SEP] a [CLS] [ sep ] [ [UNK] ]",
                "a\u4e2d\u6587a | a \u4e2d \u6587 a",
                "\u00c5 \u00e4 \u1ea5 | a a a",
                "lo\u0000w lo\u200bw lo\u00adw lo\ufffdw lo\u0085w | low low low low low",
                "low\u00a0low\u2028low\u3000low\tlow | low low low low low",
                "a\u03a3 \u03a3 | [UNK] \u03c3",
                "a$a a\u2026 | a $ a a [UNK]",
                "\u0130 \u0049 | i i",
                "\ud835\udcb3 | \ud835\udcb3",
                "\u0301 | ''",
            })
    void splitsAsBertDoes(String text, String pieces) {
        List<String> expected = pieces.equals("''") ? List.of() : List.of(pieces.split(" "));
        assertThat(pieces(tokenizer, text)).isEqualTo(expected);
    }

    @Test
    void aWordOfMoreThanAHundredLettersIsUnknown() {
        assertThat(pieces(tokenizer, "a".repeat(100))).hasSize(100).startsWith("a", "##a");
        assertThat(pieces(tokenizer, "a".repeat(101))).containsExactly("[UNK]");
        assertThat(pieces(tokenizer, "")).isEmpty();
        assertThat(pieces(tokenizer, " \n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "un ##want ##ed , runn ##ing . | unwanted, running.",
                "[CLS] a ! [SEP] [PAD] | [CLS] a! [SEP] [PAD]",
                "i do not want ? | i don't want?",
                "do not want | do not want",
                "i do n't , i 'm , a 's , i 've , i 're | i don't, i'm, a's, i've, i're",
                "a ' a | a'a",
                "a ' s ' a ' | a's'a '",
                "##ing a | ##ing a",
            })
    void joinsAsTheOfficialScriptDoes(String pieces, String text) {
        Vocabulary words = Vocabulary.of(
                java.util.stream.Stream.concat(PIECES.stream(), java.util.stream.Stream.of("s"))
                        .toList(),
                "pieces");
        int[] ids = Arrays.stream(pieces.split(" ")).mapToInt(words::id).toArray();
        assertThat(ids).doesNotContain(words.id(Vocabulary.UNKNOWN));
        assertThat(new WordPieceTokenizer(words).decode(ids)).isEqualTo(text);
    }

    @Test
    void readsTheVocabularyOfBert() {
        String data = System.getenv("DLM_SHARED_DATA");
        assumeThat(data)
                .as("SKIPPED: set DLM_SHARED_DATA to a directory that holds bert-base-uncased/vocab.txt")
                .isNotNull();
        Vocabulary bert = VocabularyFile.read(Path.of(data, "bert-base-uncased", "vocab.txt"));
        assertThat(bert.size()).isEqualTo(30522);
        assertThat(List.of(bert.id("[PAD]"), bert.id("[UNK]"), bert.id("[CLS]"), bert.id("[SEP]")))
                .containsExactly(0, 100, 101, 102);
        Tokenizer tokenizer = Tokenizers.named("wordpiece", bert);
        assertThat(tokenizer.encode("Hello, world!")).containsExactly(7592, 1010, 2088, 999);
        assertThat(pieces(tokenizer, "How do I tokenize embeddings?"))
                .containsExactly("how", "do", "i", "token", "##ize", "em", "##bed", "##ding", "##s", "?");
        assertThat(pieces(tokenizer, "I don't na\u00efvely use [MASK]."))
                .containsExactly("i", "don", "'", "t", "naive", "##ly", "use", "[MASK]", ".");
        assertThat(tokenizer.decode(tokenizer.encode("What's the na\u00efve approach, then?")))
                .isEqualTo("what's the naive approach, then?");
    }

    private static List<String> pieces(Tokenizer tokenizer, String text) {
        return Arrays.stream(tokenizer.encode(text))
                .mapToObj(tokenizer.vocabulary()::token)
                .toList();
    }
}
