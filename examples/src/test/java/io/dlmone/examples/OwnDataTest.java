package io.dlmone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.text.SentencePair;
import io.dlmone.train.Distiller;
import io.dlmone.train.RunContext;
import io.dlmone.train.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tutorial's data, and its programs on a student of them. */
class OwnDataTest {

    @TempDir
    Path home;

    private Path data;

    @BeforeEach
    void makeData() throws IOException {
        data = home.resolve("clock");
        OwnData.main(new String[] {data.toString()});
    }

    @ParameterizedTest
    @CsvSource({
        "20 : 45, eight forty five in the evening, a quarter to nine in the evening",
        "00 : 00, twelve o'clock at night, twelve at night",
        "07 : 01, seven oh one in the morning, one minute past seven in the morning",
        "12 : 30, twelve thirty in the afternoon, half past twelve in the afternoon",
        "23 : 38, eleven thirty eight at night, twenty two minutes to twelve at night"
    })
    void aTimeIsSaidInThreeWays(String source, String plain, String spoken) {
        assertThat(List.of(plain, spoken, "it is " + spoken)).allMatch(sentence -> OwnData.isRight(source, sentence));
        assertThat(OwnData.isRight(source, "noon")).isFalse();
    }

    @Test
    void noTimeIsInTwoParts() {
        DataDirectory directory = new DataDirectory(data);
        List<SentencePair> train = directory.read(Split.TRAIN);
        assertThat(train).hasSize(3 * 1240).allMatch(pair -> OwnData.isRight(pair.source(), pair.target()));
        Set<String> all = sources(train);
        for (Split split : List.of(Split.VALID, Split.TEST)) {
            assertThat(directory.read(split)).hasSize(100);
            all.addAll(sources(directory.read(split)));
        }
        assertThat(all).hasSize(24 * 60);
    }

    @Test
    void theProgramsReadAStudentOfTheseData() {
        String teacher = home.resolve("teacher").toString();
        String student = home.resolve("student").toString();
        try (RunContext engine = RunContext.builder().threads(1).open()) {
            Trainer.builder(data.toString(), Path.of(teacher))
                    .with(DiffuSeqSettings.HIDDEN, 16)
                    .with(DiffuSeqSettings.LENGTH, 20)
                    .with(DiffuSeqSettings.STEPS, 2)
                    .build()
                    .train(engine);
            Distiller.builder(teacher, data.toString(), Path.of(student))
                    .phase("refine", 1)
                    .build()
                    .distil(engine);
        }
        assertThat(lines(() -> TellTime.main(new String[] {student, "20 : 45", "08 : 05"})))
                .satisfiesExactly(line -> assertThat(line).startsWith("20 : 45  "), line -> assertThat(line)
                        .startsWith("08 : 05  "));
        assertThat(lines(() -> CheckTimes.main(new String[] {data.toString(), student})))
                .singleElement()
                .asString()
                .matches("\\Q" + student + "\\E: \\d+ of 100 right");
    }

    private static Set<String> sources(List<SentencePair> pairs) {
        return pairs.stream().map(SentencePair::source).collect(Collectors.toSet());
    }

    private static List<String> lines(Runnable program) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
