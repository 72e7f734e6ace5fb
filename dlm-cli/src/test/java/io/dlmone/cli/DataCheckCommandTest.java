package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckCommandTest {

    @TempDir
    Path home;

    private Path rareWords() {
        List<SentencePair> rows = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            rows.add(new SentencePair("Where is word" + i + ", please?", "It's at place" + i % 7 + "."));
        }
        return Dlm.data(home.resolve("data"), rows.subList(0, 100), rows.subList(100, 110), rows.subList(110, 120));
    }

    @Test
    void whatItSuggestsCanBeTyped() throws IOException {
        Path data = rareWords();
        Dlm.Result result = Dlm.run("data", "check", data.toString(), "--json", "--threads=1");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(result.out());
        assertThat(report.at("/parts")).hasSize(3);
        assertThat(report.at("/findings").findValuesAsText("kind")).contains("unknown");
        assertThat(report.at("/advice/vocabulary").textValue()).isEqualTo("bpe");
        assertThat(report.at("/cost/seconds").doubleValue()).isPositive();
        assertThat(report.at("/commands")).hasSize(3);
        for (JsonNode command : report.at("/commands")) {
            String[] words = command.textValue().replaceFirst("^\\./dlm ", "").split(" ");
            Main.commandLine().parseArgs(words);
            if (words[0].equals("vocab")) {
                words[words.length - 1] = home.resolve("made.json").toString();
                assertThat(Dlm.run(words).code()).isZero();
            }
        }
        Dlm.Result again = Dlm.run(
                "data", "check", data.toString(), "--no-measure", "--vocab=" + home.resolve("made.json"), "--length=9");
        assertThat(again.code()).isZero();
        assertThat(again.out())
                .contains("of those of " + home.resolve("made.json"), "cut at this length, 9", "./dlm train --data")
                .doesNotContain("does not know", "cost ", "./dlm vocab");
    }

    @Test
    void filesThatATrainingWouldRefuseEndItWithTwoBehindTheReport() throws IOException {
        Path data = rareWords();
        Files.writeString(data.resolve("valid.jsonl"), "{\"src\": \"a\"}\n[]\n");
        Dlm.Result result = Dlm.run("data", "check", data.toString(), "--no-measure");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).contains("train ", "./dlm train");
        assertThat(result.err()).contains("[DLM-DATA-5] " + data, "valid.jsonl:1", "[DLM-DATA-4]", "valid.jsonl:2");
        Dlm.Result json = Dlm.run("data", "check", data.toString(), "--no-measure", "--json");
        assertThat(json.code()).isEqualTo(2);
        assertThat(new ObjectMapper().readTree(json.out()).at("/problems")).hasSize(2);
        assertThat(Dlm.run("data", "check", home.resolve("none").toString()).err())
                .contains("[DLM-DATA-1]");
        assertThat(Arrays.asList(home.toFile().list())).containsExactly("data");
    }
}
