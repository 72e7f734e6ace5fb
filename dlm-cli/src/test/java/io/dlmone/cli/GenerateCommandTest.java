package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {

    private static final String SOURCES = "say red blue\n\nsay blue blue\nsay green red\n";

    @TempDir
    static Path home;

    private static String teacher;
    private static String student;

    @BeforeAll
    static void train() {
        Path data = Dlm.data(home.resolve("data"));
        Path first = home.resolve("teacher");
        Path second = home.resolve("student");
        assertThat(Dlm.run(Dlm.train(data, first)).code()).isZero();
        Dlm.Result distilled = Dlm.run(Dlm.distill(first, data, second, "--recipe=kd:3"));
        assertThat(distilled.code()).as(distilled.err()).isZero();
        teacher = first.toString();
        student = second.toString();
    }

    @Test
    void aLineIsWrittenForEachLine() {
        Dlm.Result result = Dlm.runWith(SOURCES, "generate", "--model", student, "--threads=1");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(4);
        assertThat(result.out().lines().toList().get(1)).isEmpty();
        assertThat(result.out()).doesNotContain("[SEP]", "[PAD]");
    }

    @Test
    void aStudentWritesTheSameWhateverTheBatch() throws IOException {
        String atOnce = Dlm.runWith(SOURCES, "generate", "--model", student, "--threads=1")
                .out();
        Path file = Files.writeString(home.resolve("sources.txt"), SOURCES);
        Dlm.Result oneByOne = Dlm.run("generate", "--model=" + student, "--threads=1", "--batch=1", "--input=" + file);
        assertThat(oneByOne.out()).isEqualTo(atOnce);
    }

    @Test
    void jsonLinesHoldSourceTextAndSample() throws IOException {
        Dlm.Result result =
                Dlm.runWith("say red\n", "generate", "--model=" + student, "--json", "--samples=2", "--threads=1");
        assertThat(result.out().lines()).hasSize(2);
        for (int k = 0; k < 2; k++) {
            JsonNode row =
                    new ObjectMapper().readTree(result.out().lines().toList().get(k));
            assertThat(row.get("source").asText()).isEqualTo("say red");
            assertThat(row.get("sample").asInt()).isEqualTo(k);
            assertThat(row.has("text")).isTrue();
        }
    }

    @Test
    void aTeacherTakesItsSamplerFromTheFlags() {
        Dlm.Result flags = Dlm.runWith(
                "say red\n", "generate", "--model=" + teacher, "--sampler=ddim", "--steps=3", "--threads=1");
        Dlm.Result suffix = Dlm.runWith("say red\n", "generate", "--model=" + teacher + "@ddim:3", "--threads=1");
        assertThat(flags.code()).as(flags.err()).isZero();
        assertThat(flags.out()).isEqualTo(suffix.out());
        Dlm.Result tooMany = Dlm.runWith("say red\n", "generate", "--model=" + teacher, "--steps=2001");
        assertThat(tooMany.code()).isEqualTo(2);
        assertThat(tooMany.err()).contains("1 to 2000");
        Dlm.Result unknown = Dlm.runWith("say red\n", "generate", "--model=" + teacher, "--sampler=ouija");
        assertThat(unknown.err()).contains("ouija", "ddim");
    }

    @Test
    void aStudentRefusesManySteps() {
        Dlm.Result result = Dlm.runWith("say red\n", "generate", "--model=" + student, "--steps=20");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("student", "one step");
    }

    @Test
    void unknownWordsAreMentioned() {
        Dlm.Result result = Dlm.runWith("say mauve\n", "generate", "--model=" + student, "--threads=1");
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("'mauve'");
    }

    @Test
    void inputMustBeText() throws IOException {
        Path file = Files.write(home.resolve("latin1.txt"), new byte[] {'s', (byte) 0xE9, '\n'});
        Dlm.Result result = Dlm.run("generate", "--model=" + student, "--input=" + file);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-TEXT-1]", "UTF-8");
        assertThat(Dlm.run("generate", "--model=" + student, "--input=" + home.resolve("no"))
                        .code())
                .isEqualTo(2);
    }
}
