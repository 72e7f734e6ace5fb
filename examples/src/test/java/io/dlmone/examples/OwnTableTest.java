package io.dlmone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import io.dlmone.text.Tokenizer;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.data.DataCheck;
import io.dlmone.train.data.DataConversion;
import io.dlmone.train.data.DataReport;
import io.dlmone.train.data.Finding;
import io.dlmone.train.data.VocabularyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial's table, as far as its check: nothing of it is unknown or changed. */
class OwnTableTest {

    @TempDir
    Path home;

    @Test
    void everyWordOfTheTableIsKnownAndComesBackAsItWas() throws IOException {
        Path table = home.resolve("pairs.csv");
        OwnTable.main(new String[] {table.toString()});
        assertThat(Files.readAllLines(table)).hasSize(5_001).doesNotHaveDuplicates();
        DataDirectory data = new DataConversion(
                        Map.of(Split.TRAIN, List.of(table)),
                        List.of("question", "answer"),
                        ',',
                        0.05,
                        0.05,
                        1,
                        false,
                        false,
                        home.resolve("mine"))
                .run(ProgressListener.NONE);
        Path vocabulary = home.resolve("mine.json");
        Tokenizer tokenizer = new VocabularyRun(
                        Optional.of(data.path().toString()),
                        List.of(),
                        VocabularyRun.Kind.BPE,
                        1_000,
                        2,
                        false,
                        vocabulary)
                .run(ProgressListener.NONE);
        DataReport report = new DataCheck(data.path(), Optional.of(vocabulary), Optional.of(60)).run(Optional.empty());
        assertThat(report.problems()).isEmpty();
        assertThat(report.findings()).extracting(Finding::kind).doesNotContain(Finding.Kind.UNKNOWN, Finding.Kind.CUT);
        assertThat(report.advice().orElseThrow().preset()).isEqualTo("tiny");
        List<String> texts = Stream.of(Split.values())
                .flatMap(split -> data.read(split).stream())
                .flatMap(pair -> Stream.of(pair.source(), pair.target()))
                .toList();
        assertThat(texts)
                .hasSize(10_000)
                .allMatch(text -> tokenizer.decode(tokenizer.encode(text)).equals(text));
        assertThat(data.read(Split.TRAIN).stream().map(SentencePair::source))
                .anyMatch(source -> source.contains("\ud83d\udc4b") && source.contains(", please?"));
    }
}
