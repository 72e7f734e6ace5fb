package io.dlmone.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {

    @Test
    void areWholeTokensInAngleBrackets() {
        Vocabulary vocabulary = Vocabulary.of(
                List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "<name>", "<", "<a>b", "<two words>", "<post-code>"),
                "list");
        assertThat(Placeholders.of(vocabulary))
                .containsExactly(false, false, false, false, true, false, false, false, true);
    }
}
