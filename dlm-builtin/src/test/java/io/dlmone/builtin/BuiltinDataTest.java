package io.dlmone.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.data.Split;
import io.dlmone.error.UserException;
import io.dlmone.paraphrase.ParaphraseTask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltinDataTest {

    @TempDir
    Path home;

    @Test
    void theBuiltinTaskEqualsItsFiles() {
        BuiltinData builtin = BuiltinData.open("builtin:paraphrase");
        ParaphraseTask task = builtin.task().orElseThrow();
        task.write(home.resolve("data"), ParaphraseTask.DEFAULT_SEED);
        BuiltinData files = BuiltinData.open(home.resolve("data").toString());
        for (Split split : Split.values()) {
            assertThat(builtin.read(split)).isNotEmpty().isEqualTo(files.read(split));
        }
        assertThat(builtin.name()).isEqualTo("builtin:paraphrase");
        assertThat(files.task()).isEmpty();
    }

    @Test
    void refusesAnUnknownNameWithTheNamesThereAre() {
        assertThatThrownBy(() -> BuiltinData.open("builtin:paraphrases"))
                .isInstanceOf(UserException.class)
                .hasMessage("[DLM-DATA-12] builtin:paraphrases: expected one of [builtin:paraphrase], found"
                        + " 'builtin:paraphrases'. Did you mean 'builtin:paraphrase'? Name a directory with train.jsonl,"
                        + " valid.jsonl and test.jsonl, or one of [builtin:paraphrase].");
    }

    @Test
    void refusesWhatIsNoDirectory() throws IOException {
        Path file = Files.writeString(home.resolve("train.jsonl"), "");
        assertThatThrownBy(() -> BuiltinData.open(file.toString())).hasMessageContaining("found a file");
        assertThatThrownBy(() -> BuiltinData.open(home.resolve("none").toString()))
                .hasMessageContaining("found nothing");
        assertThatThrownBy(() -> BuiltinData.open("paraphrase"))
                .hasMessageContaining("Did you mean 'builtin:paraphrase'?");
        assertThatThrownBy(() -> BuiltinData.open("\u0000")).hasMessageContaining("DLM-DATA-12");
        BuiltinData empty = BuiltinData.open(home.toString());
        assertThatThrownBy(() -> empty.read(Split.TEST)).hasMessageContaining("DLM-DATA-1");
    }

    @Test
    void listsTheModelsThatComeWithTheProject() throws IOException {
        try (InputStream in = BuiltinData.class.getResourceAsStream("models.txt")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("paraphrase-teacher\nparaphrase-student\n");
        }
    }
}
