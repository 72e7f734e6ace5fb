package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputSetTest {

    @TempDir
    Path home;

    private Path file(String name, String... rows) throws IOException {
        return Files.writeString(home.resolve(name), String.join("\n", rows) + "\n");
    }

    private static String row(String recover, String reference, String source) {
        return "{\"recover\": \"" + recover + "\", \"reference\": \"" + reference + "\", \"source\": \"" + source
                + "\"}";
    }

    private static List<Problem> problems(Path... files) {
        UserException e = catchThrowableOfType(UserException.class, () -> OutputSet.read(Arrays.asList(files)));
        assertThat(e).isNotNull();
        return e.problems();
    }

    @Test
    void filesAreSamplesOfTheSameSources() throws IOException {
        Path one =
                file("1.json", row("[CLS] a b [SEP] [PAD]", "[CLS] r [SEP]", "[CLS] s [SEP] [SEP]"), row("", "q", "t"));
        Path two = file("2.json", row("[CLS] c [SEP]", "[CLS] r [SEP]", "[CLS] s [SEP] [SEP]"), row("d", "q", "t"));
        OutputSet set = OutputSet.read(List.of(one, two));
        assertThat(set.sources()).containsExactly("s", "t");
        assertThat(set.references()).containsExactly(List.of(" r "), List.of("q"));
        assertThat(set.samples()).containsExactly(List.of(" a b  ", " c "), List.of("", "d"));
    }

    @Test
    void marksOfModelsWithAListOfWordsAreNoWordsEither() throws IOException {
        OutputSet set = OutputSet.read(
                List.of(file("1.json", row("[START] a b [END] [PAD]", "[START] r [END]", "[START] s [END] [END]"))));
        assertThat(set.sources()).containsExactly("s");
        assertThat(set.references()).containsExactly(List.of(" r "));
        assertThat(set.samples()).containsExactly(List.of(" a b  "));
    }

    @Test
    void aSourceWithSeveralReferencesCountsOnce() throws IOException {
        OutputSet set = OutputSet.read(
                        List.of(file("1.json", row("a", "x", "s"), row("c", "z", "t"), row("a", "w", "s"))))
                .withAllReferences();
        assertThat(set.sources()).containsExactly("s", "t");
        assertThat(set.references()).containsExactly(List.of("x", "w"), List.of("z"));
        assertThat(set.samples()).containsExactly(List.of("a"), List.of("c"));
    }

    @Test
    void everyProblemOfEveryFileIsTold() throws IOException {
        Path one = file("1.json", "{\"recover\": 3, \"source\": \"s\"}", "{");
        assertThat(problems(one, home.resolve("none.json")))
                .extracting(Problem::id)
                .containsExactlyInAnyOrder("DLM-DATA-6", "DLM-DATA-5", "DLM-DATA-3", "DLM-DATA-1");
    }

    @Test
    void filesOfOtherSourcesAreRefused() throws IOException {
        Path one = file("1.json", row("a", "r", "s"), row("a", "r", "t"));
        assertThat(problems(one, file("2.json", row("a", "r", "s"))))
                .singleElement()
                .satisfies(p -> assertThat(p.toString()).contains("[DLM-OUTPUT-1]", "2 lines", "found 1 lines"));
        assertThat(problems(one, file("3.json", row("a", "r", "s"), row("a", "q", "u"))))
                .extracting(Problem::where)
                .containsExactly(home.resolve("3.json") + ":2", home.resolve("3.json") + ":2");
    }
}
