package io.dlmone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencePairFileTest {

    @TempDir
    Path home;

    @Test
    void readsWhatItWrote() throws IOException {
        List<SentencePair> rows =
                List.of(new SentencePair("how \"so\" ?", "wie \u00e4 \u2028 ?"), new SentencePair("a", "b"));
        Path file = home.resolve("train.jsonl");
        SentencePairFile.write(file, rows);
        assertThat(SentencePairFile.read(file)).isEqualTo(rows);
        assertThat(Files.readString(file))
                .startsWith("{\"src\":\"how \\\"so\\\" ?\",\"trg\":")
                .endsWith("}\n");
    }

    @Test
    void stripsAndToleratesExtraFieldsLineEndsAndByteOrderMark() throws IOException {
        Path file = file("\uFEFF{\"src\": \"  a b \", \"trg\": \"c\\n\", \"id\": 7}\r\n{\"trg\":\"f\",\"src\":\"e\"}");
        assertThat(SentencePairFile.read(file))
                .containsExactly(new SentencePair("a b", "c"), new SentencePair("e", "f"));
    }

    @Test
    void tellsEveryProblemWithItsLine() throws IOException {
        Path file = home.resolve("bad.jsonl");
        byte[] before = """
                {"src": "a", "trg": "b"}
                {"src": "a", "trg":
                ["a", "b"]
                {"source": "a", "trg": 3}
                {"src": " ", "trg": "b"}

                {"src": "a", "trg": "b"} {}
                """.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(before, before.length + 2);
        all[before.length] = (byte) 0xff;
        all[before.length + 1] = '\n';
        Files.write(file, all);
        UserException e = catchThrowableOfType(UserException.class, () -> SentencePairFile.read(file));
        assertThat(e.problems())
                .extracting(
                        Problem::id, p -> p.where().substring(file.toString().length()))
                .containsExactly(
                        tuple("DLM-DATA-3", ":2"),
                        tuple("DLM-DATA-4", ":3"),
                        tuple("DLM-DATA-5", ":4"),
                        tuple("DLM-DATA-6", ":4"),
                        tuple("DLM-DATA-7", ":5"),
                        tuple("DLM-DATA-3", ":6"),
                        tuple("DLM-DATA-3", ":7"),
                        tuple("DLM-DATA-2", ":8"));
    }

    @Test
    void namesTheRowsWithHalfASurrogatePair() throws IOException {
        Path file = file("""
                {"src": "a \\ud83d b", "trg": "b"}
                {"src": "a", "trg": "\\ude00", "other": "\\ud83d"}
                {"src": "a \\ud83d\\ude00", "trg": "b", "other": "\\ud83d"}
                """);
        UserException e = catchThrowableOfType(UserException.class, () -> SentencePairFile.read(file));
        assertThat(e.problems())
                .extracting(
                        Problem::id, p -> p.where().substring(file.toString().length()))
                .containsExactly(tuple("DLM-DATA-11", ":1"), tuple("DLM-DATA-11", ":2"));
    }

    @Test
    void whiteSpaceIsThatOfPython() throws IOException {
        assertThat(SentencePairFile.read(file("{\"src\": \"\u00a0a\u3000b\u2003\", \"trg\": \"\u0085c\"}")))
                .containsExactly(new SentencePair("a\u3000b", "c"));
        Path blank = file("{\"src\": \"\u00a0\u3000\", \"trg\": \"c\"}");
        assertRefused(blank, "DLM-DATA-7", ":1");
    }

    @Test
    void fieldsThatNobodyReadsMayHoldAnything() throws IOException {
        Path file = file("{\"score\": NaN, \"n\": " + "7".repeat(1500)
                + ", \"src\": \"a\", \"w\": [-Infinity, {\"src\": 1}]," + " \"trg\": \"b\"}");
        assertThat(SentencePairFile.read(file)).containsExactly(new SentencePair("a", "b"));
        assertRefused(file("{\"src\": NaN, \"trg\": \"b\"}"), "DLM-DATA-6", ":1");
    }

    @Test
    void countsWhatItDoesNotShow() throws IOException {
        Path file = file("nonsense\n".repeat(100));
        UserException e = catchThrowableOfType(UserException.class, () -> SentencePairFile.read(file));
        assertThat(e.problems()).hasSize(JsonLinesFile.SHOWN + 1);
        assertThat(e.problems().get(JsonLinesFile.SHOWN).found()).isEqualTo("80 more problems");
    }

    @Test
    void refusesAMissingFileADirectoryAndAnEmptyFile() throws IOException {
        assertRefused(home.resolve("none.jsonl"), "DLM-DATA-1");
        assertRefused(home, "DLM-DATA-1");
        assertRefused(file(""), "DLM-DATA-8");
    }

    @Test
    void refusesAnEndlessLine() throws IOException {
        assertRefused(file("x".repeat(JsonLinesFile.LONGEST_LINE + 5)), "DLM-DATA-10");
    }

    @Test
    void aDataDirectoryIsReplacedOnlyWhenItHoldsNothingElse() throws IOException {
        DataDirectory data = new DataDirectory(home.resolve("data"));
        List<SentencePair> rows = List.of(new SentencePair("a", "b"));
        data.write(Map.of(Split.TRAIN, rows, Split.VALID, rows, Split.TEST, rows));
        data.write(Map.of(Split.TRAIN, rows));
        assertThat(data.read(Split.TRAIN)).isEqualTo(rows);
        assertRefused(data.file(Split.TEST), "DLM-DATA-1");
        Files.writeString(data.path().resolve("thesis.tex"), "years of work");
        assertThatThrownBy(() -> data.write(Map.of(Split.TRAIN, rows)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-IO-3");
        assertThat(data.path().resolve("thesis.tex")).exists();
    }

    private static void assertRefused(Path file, String id) {
        assertRefused(file, id, "");
    }

    private static void assertRefused(Path file, String id, String line) {
        assertThatThrownBy(() -> SentencePairFile.read(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("[" + id + "] " + file + line);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(home.resolve("file.jsonl"), text);
    }
}
