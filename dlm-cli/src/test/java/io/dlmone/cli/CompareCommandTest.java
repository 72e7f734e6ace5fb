package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

    private static final List<String> OF_BOTH_TEACHERS = List.of(
            "nearest input",
            "teacher (ancestral 100)",
            "teacher (ddim 20)",
            "teacher (ddim 20, no rounding)",
            "teacher (ddim 5)",
            "teacher (ddim 1)",
            "flow (euler 50, no rounding)",
            "flow (ddim 20, no rounding)",
            "flow (ddim 5, no rounding)",
            "flow (ddim 1, no rounding)");

    @TempDir
    Path home;

    private Path data;
    private Path teacher;

    @BeforeEach
    void train() {
        data = Dlm.data(home.resolve("data"));
        teacher = home.resolve("teacher");
        assertThat(Dlm.run(Dlm.train(data, teacher)).code()).isZero();
    }

    private Dlm.Result compare(String objectives, String... more) {
        String[] args = {
            "compare",
            "--teacher=" + teacher,
            "--data=" + data,
            "--out=" + home.resolve("c"),
            "--objectives=" + objectives,
            "--minutes=0.01",
            "--batch=2",
            "--endpoint-steps=2",
            "--valid-limit=2",
            "--limit=2",
            "--samples=2",
            "--threads=1"
        };
        return Dlm.run(List.of(args), more);
    }

    @Test
    void everyObjectiveHasARowBesideTheTeacher() throws IOException {
        Dlm.Result first = compare("kd,progressive");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("nearest input", "teacher (ddim 20)", "teacher (ddim 20, no rounding)");
        assertThat(first.out().lines().map(line -> line.split(" ")[0])).contains("kd", "progressive");
        assertThat(home.resolve("c/report.html")).content().contains("Objectives at equal budgets");
        assertThat(Files.readString(home.resolve("c/progressive/run/config.json")))
                .contains("progressive:*:round=");
        long made = Files.getLastModifiedTime(home.resolve("c/kd/student/model.safetensors"))
                .toMillis();
        Dlm.Result again = compare("kd,consistency", "--json");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains("The student of kd is there already");
        assertThat(again.out().lines()).hasSize(7).last().asString().contains("consistency");
        assertThat(Files.getLastModifiedTime(home.resolve("c/kd/student/model.safetensors"))
                        .toMillis())
                .isEqualTo(made);
    }

    /** A FlowSeq teacher of the same data beside the other. */
    private Path flow(Path directory, Path of) {
        Dlm.Result result = Dlm.run(Dlm.train(of, directory, "--family=flowseq", "--width=4", "--steps=2").stream()
                .filter(flag -> !flag.equals("--width=8") && !flag.equals("--steps=4"))
                .toList());
        assertThat(result.code()).as(result.err()).isZero();
        return directory;
    }

    private static List<String> systems(String lines) {
        return lines.lines()
                .map(line -> line.replaceFirst(".*?\"system\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void teachersOfDifferentFamiliesAndTheirStudentsStandSideBySide() throws IOException {
        Path flow = flow(home.resolve("flow"), data);
        Dlm.Result first = compare("kd", "--teacher=" + flow);
        assertThat(first.code()).as(first.err()).isZero();
        List<String> all = Stream.concat(OF_BOTH_TEACHERS.stream(), Stream.of("teacher kd", "flow kd"))
                .toList();
        String rows = Files.readString(home.resolve("c/report.jsonl"));
        assertThat(systems(rows)).isEqualTo(all);
        assertThat(rows.lines()).allSatisfy(row -> assertThat(row)
                .contains("\"bleu\":", "\"div4\":", "\"nfe\":", "\"msPerSentence\":", "\"intervals\":{\"bleu\":["));
        assertThat(first.out().lines()).contains("").anyMatch(line -> line.startsWith("flow kd "));
        assertThat(home.resolve("c/report.html"))
                .content()
                .contains("Objectives at equal budgets", "flow (euler 50, no rounding)", "flow kd", ">flowseq<");
        assertThat(ModelDirectory.load(home.resolve("c/flow/kd/student"))
                        .architecture()
                        .family())
                .isEqualTo("flowseq");
        assertThat(ModelDirectory.load(home.resolve("c/teacher/kd/student"))
                        .architecture()
                        .family())
                .isEqualTo("diffuseq");

        Dlm.Result again = compare("kd", "--teacher=" + flow, "--json");
        assertThat(again.err()).contains("The student of teacher kd is there", "The student of flow kd is there");
        assertThat(systems(again.out())).isEqualTo(all);

        Path namesake = flow(home.resolve("elsewhere/flow"), data);
        Dlm.Result other = compare("kd", "--teacher=" + namesake);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("[DLM-RUN-3]", "--teacher: expected " + flow, "another directory with --out");
    }

    @Test
    void teachersAloneAreComparedWithoutStudents() throws IOException {
        Dlm.Result result = Dlm.run(
                "compare",
                "--teacher=" + teacher,
                "--teacher=" + flow(home.resolve("flow"), data),
                "--data=" + data,
                "--out=" + home.resolve("c"),
                "--objectives=none",
                "--limit=2",
                "--samples=2",
                "--threads=1",
                "--json");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(systems(result.out())).isEqualTo(OF_BOTH_TEACHERS);
        assertThat(home.resolve("c")).isDirectoryNotContaining(Files::isDirectory);
        assertThat(home.resolve("c/report.html")).content().contains("Teachers side by side");
        Dlm.Result alone = compare("none");
        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).contains("--objectives: expected at least one objective, or several teachers");
    }

    @Test
    void whatDoesNotFitATeacherIsToldBeforeAnythingBegins() {
        List<SentencePair> fish = List.of(new SentencePair("one fish", "a fish"), new SentencePair("two fish", "fish"));
        Path flow = flow(home.resolve("flow"), Dlm.data(home.resolve("fish"), fish, fish, fish));
        Dlm.Result result = compare("dmd,sid:theta-lr=x", "--teacher=" + flow, "--noise-dimensions=7");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains(
                        "teacher " + teacher + ": phase sid: --theta-lr",
                        "teacher " + flow + ": phase sid: --theta-lr",
                        "teacher " + flow + ": --noise-dimensions: expected at most 4",
                        "model " + flow + ": expected a vocabulary that fits the training data",
                        "model " + flow + ": expected a vocabulary that fits the test split")
                .doesNotContain("model " + teacher + ":", "at most 8");
        assertThat(home.resolve("c")).doesNotExist();
        Dlm.Result twice = compare("kd", "--teacher=" + home + "/./teacher", "--minutes=0");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err()).contains("each teacher once", "--minutes: expected a number above 0");
    }

    @Test
    void whatIsWrongIsToldBeforeAnythingBegins() {
        Dlm.Result twice = compare("kd,kd:theta-lr=1");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err()).contains("each objective once");
        Dlm.Result unknown = compare("kd,sad");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("sad", "consistency");
        Dlm.Result number = compare("kd,sid:mu=x");
        assertThat(number.code()).isEqualTo(2);
        assertThat(number.err()).contains("--mu");
        assertThat(home.resolve("c")).doesNotExist();
    }
}
