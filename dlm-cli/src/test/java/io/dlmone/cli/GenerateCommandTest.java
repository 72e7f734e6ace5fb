package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.eval.MinimumBayesRisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    void aByteOrderMarkAndOtherWhiteSpaceAreNoWords() {
        Dlm.Result plain = Dlm.runWith("say red blue\n", "generate", "--model", student, "--threads=1");
        Dlm.Result other =
                Dlm.runWith("\ufeffsay\u00a0red\u3000blue\u2003\r\n", "generate", "--model", student, "--threads=1");
        assertThat(other.out()).isEqualTo(plain.out());
        assertThat(other.err()).doesNotContain("does not know");
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
    void aStudentWritesInAFewStepsButNotWithATeachersSampler() {
        Dlm.Result flag = Dlm.runWith("say red\n", "generate", "--model=" + student, "--steps=4", "--threads=1");
        Dlm.Result suffix = Dlm.runWith("say red\n", "generate", "--model=" + student + "@renoise:4", "--threads=1");
        assertThat(flag.code()).as(flag.err()).isZero();
        assertThat(flag.out()).isEqualTo(suffix.out());
        Dlm.Result tooMany = Dlm.runWith("say red\n", "generate", "--model=" + student, "--steps=2000");
        assertThat(tooMany.code()).isEqualTo(2);
        assertThat(tooMany.err()).contains("1 to 1490");
        Dlm.Result result = Dlm.runWith("say red\n", "generate", "--model=" + student, "--sampler=ddim");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("is a student");
    }

    @Test
    void unknownWordsAreMentioned() {
        Dlm.Result result = Dlm.runWith("say mauve\n", "generate", "--model=" + student, "--threads=1");
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("'mauve'").doesNotContain("means nothing");
        Dlm.Result hopeless =
                Dlm.runWith("mauve\n\nsay red\nmauve teal\n", "generate", "--model=" + student, "--threads=1");
        assertThat(hopeless.out().lines()).hasSize(4);
        assertThat(hopeless.err()).containsOnlyOnce("2 of 3 sources have no word that model");
        assertThat(hopeless.out()).doesNotContain("[");
        Dlm.Result tooLong = Dlm.runWith("say red ".repeat(60) + "\n", "generate", "--model=" + student, "--threads=1");
        assertThat(tooLong.err()).contains("1 of 1 source is too long for model");
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

    @Test
    void theCandidateThatAgreesMostIsWritten() {
        String[] args = {"generate", "--model=" + student, "--threads=1", "--seed=5"};
        List<String> all = List.of(args[0], args[1], args[2], args[3]);
        List<String> samples = runWith(all, "--samples=6").out().lines().toList();
        assertThat(samples).hasSize(6);
        assertThat(Set.copyOf(samples)).hasSizeGreaterThan(2);
        Dlm.Result chosen = runWith(all, "--candidates=6");
        assertThat(chosen.code()).as(chosen.err()).isZero();
        assertThat(chosen.out()).isEqualTo(MinimumBayesRisk.select(samples) + "\n");
        List<String> two =
                runWith(all, "--candidates=3", "--samples=2").out().lines().toList();
        assertThat(two)
                .containsExactly(
                        MinimumBayesRisk.select(samples.subList(0, 3)), MinimumBayesRisk.select(samples.subList(3, 6)));
        assertThat(runWith(all, "--candidates=0").code()).isEqualTo(2);
    }

    private static Dlm.Result runWith(List<String> all, String... more) {
        List<String> args = new ArrayList<>(all);
        args.addAll(List.of(more));
        return Dlm.runWith("say red blue\n", args.toArray(String[]::new));
    }

    @Test
    void samplersRoundingNoiseAndGuidanceAreChecked() {
        List<String> all = List.of("generate", "--model=" + teacher, "--threads=1", "--steps=3");
        for (String flag : List.of(
                "--sampler=dpm-solver++", "--rounding=off", "--rounding=until:900", "--top-p=1.5", "--guidance=2")) {
            assertThat(runWith(all, flag).code()).as(flag).isZero();
        }
        assertThat(runWith(all, "--rounding=late").err()).contains("from:T", "'late'");
        assertThat(runWith(all, "--top-p=-1").err()).contains("--top-p", "a number from 0 to 1000000");
        assertThat(runWith(all, "--guidance=-1").err()).contains("--guidance", "a number from 0 to 1000");
        for (String flag : List.of("--rounding=off", "--guidance=2")) {
            assertThat(runWith(List.of("generate", "--model=" + student), flag).err())
                    .as(flag)
                    .contains("student");
        }
    }
}
