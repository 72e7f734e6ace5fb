package io.dlmone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.error.UserException;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {

    @Test
    void lineNumbersAreIds() {
        Vocabulary v = Vocabulary.of(List.of("[PAD]", "a", "[UNK]", "[CLS]", "[SEP]", "b"), "vocab.txt");
        assertThat(v.size()).isEqualTo(6);
        assertThat(v.id("b")).isEqualTo(5);
        assertThat(v.token(1)).isEqualTo("a");
        assertThat(v.contains("c")).isFalse();
        assertThat(v.id("c")).as("unknown words").isEqualTo(2);
    }

    @Test
    void wordsFollowTheSpecialTokensInOrder() {
        Vocabulary v = Vocabulary.ofWords(List.of("pear", "apple", "pear", "[SEP]", "fig"));
        assertThat(v.tokens()).containsExactly("[PAD]", "[UNK]", "[CLS]", "[SEP]", "apple", "fig", "pear");
    }

    @Test
    void allMistakesOfAFileAreReportedAtOnce() {
        assertThatThrownBy(() -> Vocabulary.of(List.of("[PAD]", "a", "a", "[SEP]"), "my/vocab.txt"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("my/vocab.txt:3")
                .hasMessageContaining("'a', which stands on line 2 already")
                .hasMessageContaining("the token [UNK]")
                .hasMessageContaining("the token [CLS]");
    }

    @Test
    void wordsInPiecesAreJoinedAsTheOfficialCodeDecodesThem() {
        Vocabulary v = Vocabulary.ofWords(List.of("w062@@", "w166@@", "w043", "un__", "done", "@@"));
        Tokenizer t = new WordTokenizer(v);
        assertThat(t.decode(t.encode("w062@@ w166@@ w043 un__ done w043"))).isEqualTo("w062w166w043 undone w043");
        assertThat(t.decode(t.encode("done w062@@"))).as("nothing follows").isEqualTo("done w062@@");
    }

    @Test
    void everyTokenIsTheSameAfterItWasWrittenAndRead() {
        assertThatThrownBy(() -> Vocabulary.of(
                        List.of(
                                "\ufeff[PAD]",
                                "[PAD]",
                                "[UNK]",
                                "[CLS]",
                                "[SEP]",
                                "a\ud83d",
                                "b\nc",
                                "d\r",
                                "\ud83d\ude00"),
                        "v"))
                .isInstanceOfSatisfying(UserException.class, e -> assertThat(e.problems())
                        .extracting(p -> p.id() + " " + p.where())
                        .containsExactly("DLM-VOCAB-6 v:1", "DLM-VOCAB-6 v:6", "DLM-VOCAB-6 v:7", "DLM-VOCAB-6 v:8"));
        assertThatThrownBy(() -> Vocabulary.ofWords(List.of("\udc00")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-VOCAB-6");
    }

    @Test
    void wordsAreWhatStandsBetweenWhiteSpace() {
        Vocabulary v = Vocabulary.ofWords(List.of("how", "are", "you"));
        Tokenizer t = new WordTokenizer(v);
        assertThat(t.name()).isEqualTo("word");
        assertThat(t.encode("  how\u00a0are \u3000\u2003 you \u0085"))
                .containsExactly(v.id("how"), v.id("are"), v.id("you"));
        assertThat(t.encode("   ")).isEmpty();
        assertThat(t.encode("who are")).containsExactly(v.id("[UNK]"), v.id("are"));
        assertThat(t.decode(new int[] {v.id("[CLS]"), v.id("you")})).isEqualTo("[CLS] you");
    }
}
