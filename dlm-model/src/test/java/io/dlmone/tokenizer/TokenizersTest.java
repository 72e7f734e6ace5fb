package io.dlmone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.golden.GoldenElf;
import io.dlmone.text.Vocabulary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a class path without the library that other kinds than BERT's take. */
class TokenizersTest {

    @Test
    void namesTheArtefactThatAKindTakes(@TempDir Path home) {
        Path file = GoldenElf.copyTo(home).resolve("t5/tokenizer.json");
        assertThatThrownBy(() -> Tokenizers.read(file))
                .hasMessageContaining("DLM-PLUGIN-1")
                .hasMessageContaining("Add io.dlmone:dlm-huggingface to the class path.");
        assertThatThrownBy(() -> Tokenizers.check("huggingface"))
                .hasMessageContaining("Add io.dlmone:dlm-huggingface to the class path.");
        assertThatThrownBy(() -> Tokenizers.checkOverVocabulary("huggingface"))
                .hasMessageContaining("DLM-TOKEN-1")
                .hasMessageContaining("one of [word, wordpiece]");
        assertThat(Tokenizers.isOverVocabulary("huggingface")).isFalse();
        assertThat(Tokenizers.isOverVocabulary("word")).isTrue();
    }

    @Test
    void aVocabularyMayHaveSpecialTokensOfItsOwn() {
        Vocabulary t5 = Vocabulary.of(
                List.of("<pad>", "</s>", "<unk>", "a"), Set.of("<pad>", "</s>", "<unk>"), Optional.of("<unk>"), "here");
        assertThat(t5.isSpecial(1)).isTrue();
        assertThat(t5.isSpecial(3)).isFalse();
        assertThat(t5.isUnknown(2)).isTrue();
        assertThat(t5.id("b")).isEqualTo(2);
        Vocabulary bytes = Vocabulary.of(List.of("a", "b"), Set.of(), Optional.empty(), "here");
        assertThat(bytes.isUnknown(0)).isFalse();
        assertThatThrownBy(() -> bytes.id("c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Vocabulary.of(List.of("a", "a"), Set.of(), Optional.empty(), "here"))
                .hasMessageContaining("DLM-VOCAB-2");
    }
}
