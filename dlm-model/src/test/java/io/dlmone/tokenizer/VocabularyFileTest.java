package io.dlmone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.text.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyFileTest {

    @TempDir
    Path home;

    @Test
    void keepsTheNumberOfEveryLine() throws IOException {
        Path file = home.resolve("vocab.txt");
        Files.writeString(file, "[PAD]\n\n\u2028\n\u0085\n[UNK]\n[CLS]\n[SEP]\n a \n\ufeff\nlast");
        Vocabulary vocabulary = VocabularyFile.read(file);
        assertThat(vocabulary.tokens())
                .containsExactly("[PAD]", "", "\u2028", "\u0085", "[UNK]", "[CLS]", "[SEP]", " a ", "\ufeff", "last");
        VocabularyFile.write(file, vocabulary);
        assertThat(Files.readString(file)).endsWith("last\n");
        assertThat(VocabularyFile.read(file).tokens()).isEqualTo(vocabulary.tokens());
    }

    @Test
    void lineEndsOfWindowsAndAByteOrderMarkAreNoPartOfATokenAsInTheOfficialReaders() throws IOException {
        Path file = home.resolve("vocab.txt");
        Files.writeString(file, "\ufeff[PAD]\r\n[UNK]\r\n[CLS]\r\n\r\n[SEP]\r\n\ufeffa\r\nb\rc");
        assertThat(VocabularyFile.read(file).tokens())
                .containsExactly("[PAD]", "[UNK]", "[CLS]", "", "[SEP]", "\ufeffa", "b\rc");
    }

    @Test
    void refusesWhatIsNotAVocabulary() throws IOException {
        Path file = home.resolve("vocab.txt");
        assertThatThrownBy(() -> VocabularyFile.read(file)).hasMessageContaining("DLM-VOCAB-4");
        Files.write(file, "[PAD]\n\u00e4\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> VocabularyFile.read(file))
                .hasMessageContaining("DLM-VOCAB-3")
                .hasMessageContaining(file + ":2");
        Files.writeString(file, "a\na\n");
        assertThatThrownBy(() -> VocabularyFile.read(file))
                .hasMessageContaining("DLM-VOCAB-2")
                .hasMessageContaining("DLM-VOCAB-1");
    }

    @Test
    void tokenizersAreFoundByName() {
        Vocabulary words = Vocabulary.ofWords(java.util.List.of("a"));
        assertThat(Tokenizers.named("word", words).name()).isEqualTo("word");
        assertThatThrownBy(() -> Tokenizers.named("wrod", words))
                .hasMessageContaining("DLM-TOKEN-1")
                .hasMessageContaining("Did you mean 'word'?");
    }
}
