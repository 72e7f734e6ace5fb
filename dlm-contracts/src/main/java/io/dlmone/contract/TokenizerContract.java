package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every tokenizer must do. One proves itself with a subclass that names texts of its vocabulary. */
public abstract class TokenizerContract {

    /** {@return the tokenizer} */
    protected abstract Tokenizer tokenizer();

    /** {@return texts that are the same after they were encoded and decoded} */
    protected abstract List<String> texts();

    /** {@return the tokens that stand for no word: BERT's, where a subclass does not say otherwise} */
    protected List<String> specials() {
        return List.of(Vocabulary.PAD, Vocabulary.UNKNOWN, Vocabulary.START, Vocabulary.SEPARATOR);
    }

    @Test
    final void hasANameAndTheSpecialTokens() {
        assertThat(tokenizer().name()).matches("[a-z][a-z0-9-]*");
        Vocabulary vocabulary = tokenizer().vocabulary();
        assertThat(specials()).isNotEmpty().allSatisfy(special -> {
            assertThat(vocabulary.contains(special)).as(special).isTrue();
            assertThat(vocabulary.isSpecial(vocabulary.id(special))).as(special).isTrue();
        });
    }

    @Test
    final void knownTextsComeBack() {
        assertThat(texts()).isNotEmpty().allSatisfy(text -> {
            int[] ids = tokenizer().encode(text);
            assertThat(ids).isNotEmpty();
            assertThat(Arrays.stream(ids))
                    .noneMatch(id -> tokenizer().vocabulary().isSpecial(id));
            assertThat(tokenizer().decode(ids)).isEqualTo(text);
            assertThat(tokenizer().encode(text)).isEqualTo(ids);
        });
    }

    @Test
    final void whiteSpaceIsNoToken() {
        String text = texts().get(0);
        assertThat(tokenizer().encode("")).isEmpty();
        assertThat(tokenizer().encode(" \t\n")).isEmpty();
        assertThat(tokenizer().encode("  " + text + " ")).isEqualTo(tokenizer().encode(text));
    }

    /** Whatever a text holds has ids of the vocabulary. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u4f60\u597d",
                "na\u00efve \ud83d\ude00 zero\u200bwidth",
                "\ud83d",
                "\u0000\u0007",
                "[CLS] [MASK]",
                "\u202eabc"
            })
    final void strangeTextsHaveIdsOfTheVocabulary(String text) {
        int[] ids = tokenizer().encode(text + " " + "x".repeat(500));
        assertThat(Arrays.stream(ids))
                .allMatch(id -> id >= 0 && id < tokenizer().vocabulary().size());
        assertThat(tokenizer().decode(ids)).isNotNull();
    }
}
