package io.dlmone.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import io.dlmone.train.RunContext;
import io.dlmone.train.TrainingCost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every planted fault of a data directory is in one report, by name and line. */
class DataCheckTest {

    @TempDir
    Path home;

    private static String row(String source, String target) {
        return "{\"src\": \"" + source + "\", \"trg\": \"" + target + "\"}";
    }

    private void write(Split split, List<String> lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String line : lines) {
            for (byte b : line.getBytes(StandardCharsets.UTF_8)) {
                out.write(b == '`' ? 0xff : b);
            }
            out.write('\n');
        }
        Files.write(home.resolve(split.fileName()), out.toByteArray());
    }

    private DataReport check(Optional<Integer> length) {
        return new DataCheck(home, Optional.empty(), length).run(Optional.empty());
    }

    @Test
    void everyPlantedFaultIsNamedInOneReport() throws IOException {
        List<String> train = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            train.add(row("say " + i, "said " + i));
        }
        train.add(row("bytes `", "x")); // 41
        train.add("{\"src\": \"broken"); // 42
        train.add(""); // 43
        train.add("[\"a\", \"b\"]"); // 44
        train.add("{\"src\": \"no target\"}"); // 45
        train.add("{\"src\": \"a number\", \"trg\": 7}"); // 46
        train.add(row(" \\t", "no source")); // 47
        train.add(row("half \\ud83d", "pair")); // 48
        train.add(row("long", "x".repeat(1 << 20))); // 49
        train.add(row("say 1", "said 1")); // 50: again
        train.add(row("Say  2", "said 2")); // 51: again but for a capital and a space
        train.add(row("say 3", "told 3")); // 52: another target
        train.add(row("same", "same")); // 53
        train.add(row("a\\tb", "c")); // 54
        train.add(row("lost \ufffd", "d")); // 55
        train.add(row("caf\u00c3\u00a9", "e")); // 56
        train.add(row("in\\u200bvisible", "f")); // 57
        train.add(row("p\u0430ypal", "g")); // 58: the second letter is Cyrillic
        train.add(row("this &amp; that<br/>", "h")); // 59
        train.add(row("my \ue000 sign", "i")); // 60
        write(Split.TRAIN, train);
        write(
                Split.TEST,
                List.of(
                        row("say 5", "said 5"), // in train
                        row("say 6", "told 6"), // its source is
                        row("say unheard", "said 7"), // unknown
                        row("say say say say say say", "said said said said said said said"))); // cut
        DataReport report = check(Optional.of(16));
        assertThat(report.problems())
                .extracting(p -> p.id() + " " + p.where().replace(home + "/", ""))
                .containsExactly(
                        "DLM-DATA-2 train.jsonl:41",
                        "DLM-DATA-3 train.jsonl:42",
                        "DLM-DATA-3 train.jsonl:43",
                        "DLM-DATA-4 train.jsonl:44",
                        "DLM-DATA-5 train.jsonl:45",
                        "DLM-DATA-6 train.jsonl:46",
                        "DLM-DATA-7 train.jsonl:47",
                        "DLM-DATA-11 train.jsonl:48",
                        "DLM-DATA-10 train.jsonl:49",
                        "DLM-DATA-1 valid.jsonl");
        assertThat(report.findings())
                .extracting(f -> f.kind() + " " + f.examples().get(0).replaceAll(" .*", "") + " " + f.count())
                .containsExactlyInAnyOrder(
                        "DUPLICATE train.jsonl:50 1",
                        "NEAR_DUPLICATE train.jsonl:51 1",
                        "SEVERAL_TARGETS train.jsonl:52 1",
                        "COPY train.jsonl:53 1",
                        "CONTROL train.jsonl:54 1",
                        "REPLACEMENT train.jsonl:55 1",
                        "TWICE_ENCODED train.jsonl:56 1",
                        "INVISIBLE train.jsonl:57 1",
                        "MIXED_SCRIPTS train.jsonl:58 1",
                        "MARKUP train.jsonl:59 1",
                        "PRIVATE train.jsonl:60 1",
                        "IN_TRAIN test.jsonl:1 1",
                        "SOURCE_IN_TRAIN test.jsonl:2 1",
                        "UNKNOWN test.jsonl:3 1",
                        "CUT test.jsonl:4 1");
        String text = report.text();
        report.findings().forEach(finding -> assertThat(text)
                .contains(finding.kind().text(), finding.examples().get(0)));
        assertThat((List<?>) report.toJson().get("problems")).hasSize(10);
        assertThat((List<?>) report.toJson().get("findings")).hasSameSizeAs(report.findings());
    }

    @Test
    void soundTextsOfAllKindsHaveNoFaults() {
        for (String text : List.of(
                "Don't, AT&T; 3 < 4 and a > b!",
                "T\u30b7\u30e3\u30c4 \u6f22\u5b57\u304b\u306a",
                "\u03b2-carotene, 5 \u00b5m, 10 \u03a9",
                "\ud83d\udc69\u200d\ud83d\ude80 \ud83c\uddeb\ud83c\uddf7 na\u00efve r\u00e9sum\u00e9",
                "\u0915\u094d\u200d\u0937 \u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
                "\u00c2ge, \u00c3o, <name> and <b2>")) {
            assertThat(TextFaults.of(text)).as(text).isEmpty();
        }
    }

    private void sound(int rows) {
        List<SentencePair> pairs = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            pairs.add(new SentencePair("say number " + i % 50 + " of " + i / 50, "said the number " + i));
        }
        new DataDirectory(home)
                .write(Map.of(
                        Split.TRAIN, pairs,
                        Split.VALID, pairs.subList(0, 1),
                        Split.TEST, pairs.subList(1, 2)));
    }

    @Test
    void lengthsAndSuggestionsAreThoseOfTheData() {
        sound(400);
        DataReport report = check(Optional.empty());
        DataPart train = report.parts().get(0);
        assertThat(train.rows()).isEqualTo(400);
        assertThat(train.source().longest()).isEqualTo(5);
        assertThat(train.target().quantile(0.5)).isEqualTo(4);
        assertThat(report.pairs().longest()).isEqualTo(9);
        assertThat(report.marks()).isEqualTo(5);
        assertThat(report.cut(13)).isEqualTo(1);
        assertThat(report.cut(14)).isZero();
        assertThat(report.length()).isEqualTo(16);
        Advice advice = report.advice().orElseThrow();
        assertThat(advice.pieces()).isZero();
        assertThat(advice.preset()).isEqualTo("tiny");
        assertThat(advice.settings()).containsEntry("length", "16").containsEntry("steps", "3000");
        assertThat(report.problems()).isEmpty();
        assertThat(report.cost()).isEmpty();
    }

    /** One pair of ten is long: nine of ten batches need a third of the positions, but one of eight has all. */
    @Test
    void whatSeveralLengthsWouldSaveIsTold() {
        List<SentencePair> pairs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pairs.add(i % 10 == 0 ? new SentencePair("a ".repeat(30), "b ".repeat(30)) : new SentencePair("a a", "b"));
        }
        new DataDirectory(home).write(Map.of(Split.TRAIN, pairs, Split.VALID, pairs, Split.TEST, pairs));
        DataReport report = check(Optional.empty());
        assertThat(report.length()).isEqualTo(68);
        double share = report.advice().orElseThrow().share();
        assertThat(share).isBetween(0.3, 0.4);
        assertThat(report.text())
                .contains(String.format(Locale.ROOT, "4 lengths would have %.0f%% of the", 100 * share));

        new DataDirectory(home)
                .write(Map.of(Split.TRAIN, pairs.subList(1, 9), Split.VALID, pairs, Split.TEST, pairs.subList(1, 3)));
        assertThat(new DataCheck(home, Optional.empty(), Optional.of(16))
                        .run(Optional.empty())
                        .advice()
                        .orElseThrow()
                        .share())
                .as("by the training part alone")
                .isLessThan(0.4);
    }

    @Test
    void aFewVeryLongPairsMakeNoLongSequences() {
        List<SentencePair> pairs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pairs.add(new SentencePair(i == 7 ? "x ".repeat(25_000) : "a " + i, "b"));
        }
        new DataDirectory(home).write(Map.of(Split.TRAIN, pairs, Split.VALID, pairs, Split.TEST, pairs));
        DataReport report = check(Optional.empty());
        assertThat(report.length()).isEqualTo(512);
        assertThat(report.text()).contains("pairs that are cut at this length, 512", "the longest that is suggested");
    }

    @Test
    void updatesOfTheSuggestedNetworkAreTimed() {
        sound(200);
        try (RunContext context =
                RunContext.builder().backend("onnx").threads(1).open()) {
            DataReport report = new DataCheck(home, Optional.empty(), Optional.empty()).run(Optional.of(context));
            TrainingCost cost = report.cost().orElseThrow();
            assertThat(cost.validation()).isPositive(); // of one source, in 20 calls
            double work = 3000 * cost.update() + 3 * cost.validation();
            assertThat(cost.total()).isBetween(work, work + 600);
            assertThat(report.text()).contains("cost", "on onnx with 1 threads");
            assertThat(report.toJson()).containsKey("cost");
        }
    }

    @Test
    void whatIsNoDataDirectoryIsRefused() {
        assertThatThrownBy(() -> new DataCheck(home.resolve("none"), Optional.empty(), Optional.empty()))
                .hasMessageContaining("DLM-DATA-1");
        assertThatThrownBy(() -> new DataCheck(home, Optional.empty(), Optional.of(0)))
                .hasMessageContaining("setting length");
        DataReport empty = check(Optional.empty());
        assertThat(empty.problems()).hasSize(3);
        assertThat(empty.advice()).isEmpty();
        assertThat(empty.text()).contains("train");
    }
}
