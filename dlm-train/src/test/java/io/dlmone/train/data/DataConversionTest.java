package io.dlmone.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.error.UserException;
import io.dlmone.text.SentencePair;
import io.dlmone.train.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in other formats become data directories, or are refused with all that is wrong. */
class DataConversionTest {

    @TempDir
    Path home;

    private Path out() {
        return home.resolve("data");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name), text);
    }

    /** All rows are for training. */
    private List<SentencePair> rows(List<String> columns, char separator, Path... files) {
        return new DataConversion(Map.of(Split.TRAIN, List.of(files)), columns, separator, 0, 0, 1, false, false, out())
                .run(ProgressListener.NONE)
                .read(Split.TRAIN);
    }

    private List<String> problems(List<String> columns, Path... files) {
        return catchThrowableOfType(UserException.class, () -> rows(columns, ',', files)).problems().stream()
                .map(p -> p.toString().replace(home + "/", ""))
                .toList();
    }

    private static SentencePair pair(String source, String target) {
        return new SentencePair(source, target);
    }

    @Test
    void csvIsReadAsTheStandardSays() throws IOException {
        Path csv = file(
                "a.csv",
                "\ufeffid,src,trg\r\n"
                        + "1,\"Hello, \"\"you\"\"\",\"two\nlines \"\r\n"
                        + "\r\n"
                        + "2, caf\u00e9 \ud83d\ude00 ,\"x\"\r\n");
        assertThat(rows(DataConversion.COLUMNS, ',', csv))
                .containsExactly(pair("Hello, \"you\"", "two\nlines"), pair("caf\u00e9 \ud83d\ude00", "x"));
        Path semicolons = file("b.csv", "Frage;Antwort\nWer, wo?;Ich\n");
        assertThat(rows(List.of("Antwort", "Frage"), ';', semicolons)).containsExactly(pair("Ich", "Wer, wo?"));
        assertThat(rows(List.of("1", "2"), ';', semicolons)).hasSize(2);
    }

    @Test
    void otherFormatsAreKnownByTheirNames() throws IOException {
        Path tabs = file("a.tsv", "a \"quote\tb, c\n\n\"d\te\"\n");
        assertThat(rows(List.of("1", "2"), ',', tabs)).containsExactly(pair("a \"quote", "b, c"), pair("\"d", "e\""));
        Path lines = file("a.jsonl", "{\"q\": \"a\", \"a\": \"b\", \"n\": 1}\n{\"q\": \"c\", \"a\": \"d\"}\n");
        assertThat(rows(List.of("q", "a"), ',', lines)).containsExactly(pair("a", "b"), pair("c", "d"));
        Path german = file("a.de", "eins \n\nzwei\n");
        Path english = file("a.en", "one\r\n\r\n two");
        assertThat(rows(DataConversion.COLUMNS, ',', german, english))
                .containsExactly(pair("eins", "one"), pair("zwei", "two"));
    }

    @Test
    void severalTargetsOfARowAreAlternatives() throws IOException {
        Path csv = file("a.csv", "src,one,two,three\na,b,,c\nd,e,f,\n");
        assertThat(rows(List.of("src", "one", "two", "three"), ',', csv))
                .containsExactly(pair("a", "b"), pair("a", "c"), pair("d", "e"), pair("d", "f"));
    }

    @Test
    void allThatIsWrongIsToldAtOnceAndNothingIsWritten() throws IOException {
        Path csv = home.resolve("a.csv");
        byte[] bytes =
                ("src,trg\na,b,c\n,x\nonly\ny,\"\n\"\nz,?\n\"q\"q,r\nnever,read\n").getBytes(StandardCharsets.UTF_8);
        IntStream.range(0, bytes.length).filter(i -> bytes[i] == '?').forEach(i -> bytes[i] = (byte) 0xff);
        Files.write(csv, bytes);
        assertThat(problems(DataConversion.COLUMNS, csv).stream()
                        .map(p -> p.replaceAll("(\\[[^]]*] [^:]*:[0-9]+).*", "$1")))
                .containsExactlyInAnyOrder(
                        "[DLM-DATA-13] a.csv:2",
                        "[DLM-DATA-7] a.csv:3",
                        "[DLM-DATA-13] a.csv:4",
                        "[DLM-DATA-7] a.csv:5",
                        "[DLM-DATA-2] a.csv:7",
                        "[DLM-DATA-14] a.csv:8");
        Path german = file("a.de", "eins\n\nzwei\n");
        Path english = file("a.en", "one\nand a half\n");
        assertThat(problems(DataConversion.COLUMNS, german, english))
                .hasSize(2)
                .anyMatch(p -> p.startsWith("[DLM-DATA-7] a.de:2"))
                .anyMatch(p -> p.startsWith("[DLM-DATA-16] a.en: expected 3 lines"));
        assertThat(problems(List.of("src", "answer"), file("b.csv", "src,trg\na,b\n")))
                .singleElement()
                .asString()
                .contains("[DLM-DATA-15] b.csv:1", "one column answer", "columns src, trg");
        assertThat(problems(DataConversion.COLUMNS, file("twice.csv", "src,src,trg\na,b,c\n")))
                .singleElement()
                .asString()
                .contains("one column src", "columns src, src, trg");
        assertThat(problems(DataConversion.COLUMNS, file("sheet.csv", "\ufeffsrc;trg\r\na;b\r\n")))
                .singleElement()
                .asString()
                .contains("columns src;trg", "seems to be ';'");
        assertThat(problems(List.of("1", "3"), file("c.csv", "a,b\n")))
                .singleElement()
                .asString()
                .contains("column 3");
        assertThat(problems(DataConversion.COLUMNS, file("d.csv", "\n")))
                .singleElement()
                .asString()
                .contains("DATA-8");
        assertThat(problems(DataConversion.COLUMNS, home.resolve("none.csv")).get(0))
                .startsWith("[DLM-DATA-1] none.csv");
        String many = "src,trg\n" + "a\n".repeat(30);
        assertThat(problems(DataConversion.COLUMNS, file("e.csv", many)))
                .hasSize(21)
                .last()
                .asString()
                .contains("[DLM-DATA-9] e.csv", "10 more problems");
        assertThat(out()).doesNotExist();
        UserException settings = catchThrowableOfType(
                UserException.class,
                () -> new DataConversion(Map.of(), List.of("src"), '"', 0.5, -1, 1, false, false, out()));
        assertThat(settings.problems())
                .extracting(p -> p.where())
                .contains(
                        "setting train",
                        "setting columns",
                        "setting separator",
                        "setting valid-share",
                        "setting test-share");
    }

    @Test
    void aFileIsSplitBySourceWhateverTheOrderOfItsRows() throws IOException {
        List<String> lines = new ArrayList<>();
        IntStream.range(0, 400)
                .forEach(i -> lines.add((i % 2 == 0 ? "Source " : "source ") + i % 100 + "\ttarget " + i));
        Map<Split, Set<SentencePair>> first = split(lines);
        Collections.reverse(lines);
        assertThat(split(lines)).isEqualTo(first);
        assertThat(sources(first.get(Split.TEST)))
                .hasSize(5)
                .doesNotContainAnyElementsOf(sources(first.get(Split.VALID)));
        assertThat(sources(first.get(Split.VALID))).hasSize(5);
        assertThat(sources(first.get(Split.TRAIN))).hasSize(90);
        assertThat(first.values().stream().mapToInt(Set::size).sum()).isEqualTo(400);
        assertThat(catchThrowableOfType(UserException.class, () -> split(List.of("a\tb", "A\tc", "d\te")))
                        .problems())
                .singleElement()
                .asString()
                .contains("at least 3 different sources");
    }

    private Map<Split, Set<SentencePair>> split(List<String> lines) throws IOException {
        Path file = file("s.tsv", String.join("\n", lines));
        DataDirectory made = new DataConversion(
                        Map.of(Split.TRAIN, List.of(file)), List.of("1", "2"), ',', 0.05, 0.05, 7, false, false, out())
                .run(ProgressListener.NONE);
        return Map.of(
                Split.TRAIN, new HashSet<>(made.read(Split.TRAIN)),
                Split.VALID, new HashSet<>(made.read(Split.VALID)),
                Split.TEST, new HashSet<>(made.read(Split.TEST)));
    }

    private static Set<String> sources(Set<SentencePair> rows) {
        Set<String> sources = new HashSet<>();
        rows.forEach(row -> sources.add(row.source().toLowerCase(Locale.ROOT)));
        return sources;
    }

    @Test
    void partsThatAreGivenStayAsTheyAre() throws IOException {
        Path train = file("train.csv", "src,trg\nA,B\nA,B\nC,D\nE,F\n");
        Path test = file("test.csv", "src,trg\nA,B\n");
        DataDirectory made = new DataConversion(
                        Map.of(Split.TRAIN, List.of(train), Split.TEST, List.of(test)),
                        DataConversion.COLUMNS,
                        ',',
                        0.3,
                        0.3,
                        1,
                        true,
                        true,
                        out())
                .run(ProgressListener.NONE);
        assertThat(made.read(Split.TEST)).containsExactly(pair("a", "b"));
        assertThat(made.read(Split.VALID)).hasSize(1);
        assertThat(made.read(Split.TRAIN)).hasSize(2);
        assertThat(Arrays.asList(out().toFile().list()))
                .containsExactlyInAnyOrder("train.jsonl", "valid.jsonl", "test.jsonl");
    }
}
