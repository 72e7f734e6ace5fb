package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.data.Split;
import io.dlmone.paraphrase.ParaphraseTask;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path home;

    private static Path data;
    private static Path teacher;
    private static Path student;

    @BeforeAll
    static void train() {
        data = Dlm.data(home.resolve("data"));
        teacher = home.resolve("teacher");
        student = home.resolve("student");
        assertThat(Dlm.run(Dlm.train(data, teacher)).code()).isZero();
        assertThat(Dlm.run(Dlm.distill(teacher, data, student, "--recipe=kd:3")).code())
                .isZero();
    }

    private static Dlm.Result evaluate(Path on, String... more) {
        return Dlm.run(List.of("evaluate", "--data=" + on, "--threads=1"), more);
    }

    @Test
    void oneSystemGivesOneObjectWithTheDocumentedKeys() throws IOException {
        Dlm.Result result = evaluate(data, "--model=" + student, "--json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode json = JSON.readTree(result.out());
        for (String key : List.of(
                "bleu",
                "exactMatch",
                "meaningAccuracy",
                "wellFormed",
                "dist1",
                "selfBleu",
                "div4",
                "distinctOutputs",
                "distinctRight",
                "coverage",
                "nfe",
                "msPerSentence",
                "n",
                "rougeL",
                "corpusBleu",
                "slotErrors",
                "intervals",
                "system",
                "batch",
                "seed")) {
            assertThat(json.has(key)).as(key).isTrue();
        }
        assertThat(json.get("nfe").asInt()).isOne();
        assertThat(json.get("n").asInt()).isEqualTo(6);
        assertThat(json.get("samples").asInt()).isEqualTo(3);
        assertThat(json.get("msPerSentence").asDouble()).isPositive();
        assertThat(json.get("meaningAccuracy").isNull()).isTrue();
    }

    @Test
    void systemsStandSideBySide() throws IOException {
        String[] systems = {
            "--model=" + teacher + "@dpm-solver++:2",
            "--model=" + teacher + "@ddim:2:no-round",
            "--model=" + student,
            "--baseline=nearest",
            "--samples=1",
            "--limit=3"
        };
        Dlm.Result table = evaluate(data, systems);
        assertThat(table.out().lines()).hasSize(5 + 1 + 2 + 3);
        assertThat(table.out()).contains("\n\nAgainst " + teacher + " (dpm-solver++ 2) (± half");
        assertThat(table.out())
                .contains("nearest input", "(dpm-solver++ 2)", "(ddim 2, no rounding)", "(one step)", "BLEU");
        String[] asJson = java.util.Arrays.copyOf(systems, systems.length + 1);
        asJson[systems.length] = "--json";
        List<String> lines = evaluate(data, asJson).out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(JSON.readTree(lines.get(0)).get("exactMatch").asDouble()).isEqualTo(1);
        assertThat(JSON.readTree(lines.get(1)).get("nfe").asInt()).isEqualTo(2);
        assertThat(JSON.readTree(lines.get(2)).get("round").asBoolean()).isFalse();
        JsonNode baseline = JSON.readTree(lines.get(0));
        assertThat(JSON.readTree(lines.get(1)).has("against")).isFalse();
        assertThat(baseline.get("against").get("system").asText()).isEqualTo(teacher + " (dpm-solver++ 2)");
        double more = 1 - JSON.readTree(lines.get(1)).get("exactMatch").asDouble();
        assertThat(baseline.get("against").get("exactMatch").get(0).asDouble()).isEqualTo(more);
    }

    @Test
    void modelsWithCommasAreSeedsOfOneSystem() throws IOException {
        Path other = home.resolve("other");
        assertThat(Dlm.run(Dlm.train(data, other), "--steps=40", "--lr=0.05", "--seed=9")
                        .code())
                .isZero();
        String[] systems = {
            "--model=" + teacher + "@ddim:2", "--model=" + teacher + "," + other + "@ddim:1", "--candidates=3"
        };
        Dlm.Result table = evaluate(data, systems);
        assertThat(table.code()).as(table.err()).isZero();
        String both = teacher + ", " + other;
        assertThat(table.out())
                .containsSubsequence("mean of " + both + " ", "spread of " + both + " ", "mean of " + both + ", MBR-3");
        String[] asJson = java.util.Arrays.copyOf(systems, systems.length + 1);
        asJson[systems.length] = "--json";
        List<String> lines = evaluate(data, asJson).out().lines().toList();
        assertThat(lines).hasSize(2 + 6);
        JsonNode one = JSON.readTree(lines.get(2));
        JsonNode two = JSON.readTree(lines.get(3));
        JsonNode mean = JSON.readTree(lines.get(4));
        assertThat(mean.get("model").toString()).isEqualTo("[\"" + teacher + "\",\"" + other + "\"]");
        for (String key : List.of("bleu", "dist1", "div4")) {
            double a = one.get(key).asDouble();
            double b = two.get(key).asDouble();
            assertThat(mean.get(key).asDouble()).isCloseTo((a + b) / 2, within(1e-12));
            assertThat(mean.get("spread").get(key).asDouble()).isCloseTo(Math.abs(a - b) / Math.sqrt(2), within(1e-12));
        }
        assertThat(one.get("dist1")).isNotEqualTo(two.get("dist1"));
        assertThat(mean.get("against").get("bleu")).hasSize(3);
        assertThat(JSON.readTree(lines.get(7)).get("system").asText()).isEqualTo("mean of " + both + ", MBR-3");
    }

    @Test
    void aConfigurationMayNameSeveralSystems() throws IOException {
        String list = "[\"" + student + "\", \"" + teacher + "@ddim:2\"]";
        Path config = Files.writeString(
                home.resolve("c.json"),
                "{\"model\": " + list + ", \"json\": true, \"rounding\": \"off\", \"limit\": 2}");
        Dlm.Result result = evaluate(data, "--config=" + config);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(2);
        assertThat(result.out()).contains("no rounding");
    }

    @Test
    void outputsAreWrittenAsTheOfficialScriptDoes() throws IOException {
        Path file = home.resolve("out.jsonl");
        Dlm.Result result = evaluate(data, "--model=" + student, "--samples=2", "--limit=2", "--output=" + file);
        assertThat(result.code()).as(result.err()).isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        JsonNode row = JSON.readTree(lines.get(0));
        assertThat(row.fieldNames()).toIterable().containsExactly("recover", "reference", "source");
        assertThat(row.get("source").asText()).startsWith("[CLS] say ").endsWith(" [SEP] [SEP]");
        assertThat(row.get("reference").asText()).startsWith("[CLS] ").endsWith(" said [SEP]");
        assertThat(home.resolve("out-2.jsonl")).exists();
    }

    @Test
    void meaningIsJudgedOnDataOfTheBuiltinTaskWhereverItLies() throws IOException {
        ParaphraseTask task = ParaphraseTask.builtin();
        List<SentencePair> rows = task.generate(2).get(Split.TEST).subList(0, 5);
        Path copy = Dlm.data(home.resolve("copy"), rows, rows, rows);
        JsonNode json =
                JSON.readTree(evaluate(copy, "--baseline=nearest", "--json").out());
        assertThat(json.get("meaningAccuracy").asDouble()).isEqualTo(1);
        assertThat(json.get("wellFormed").asDouble()).isEqualTo(1);
    }

    @Test
    void severalReferencesAndPlaceholdersAreRecognised() throws IOException {
        List<SentencePair> train = List.of(new SentencePair("inform name = <name>", "it is <name> in <area>"));
        List<SentencePair> test = List.of(
                new SentencePair("inform name = <name>", "it is called <name>"),
                new SentencePair("inform name = <name>", "it is <name> in <area>"));
        Path slots = Dlm.data(home.resolve("slots"), train, test, test);
        JsonNode json =
                JSON.readTree(evaluate(slots, "--baseline=nearest", "--json").out());
        assertThat(json.get("n").asInt()).isOne();
        assertThat(json.get("corpusBleu").asDouble()).isEqualTo(1);
        assertThat(json.get("slotErrors").asDouble()).isEqualTo(1);
    }

    @Test
    void whatCannotBeEvaluatedIsRefused() {
        assertThat(evaluate(data).err()).contains("--model", "--baseline nearest");
        assertThat(evaluate(data, "--model=" + student, "--split=tset").err()).contains("Did you mean 'test'?");
        Dlm.Result two = evaluate(data, "--model=" + student, "--model=" + teacher, "--output=x.jsonl");
        assertThat(two.code()).isEqualTo(2);
        assertThat(two.err()).contains("--output");
        Dlm.Result seeds = evaluate(data, "--model=" + student + "," + student, "--output=x.jsonl");
        assertThat(seeds.err()).contains("--output", "2 models");
    }

    @Test
    void candidatesAreChosenFromBesideSingleSamples() throws IOException {
        Path file = home.resolve("candidates.jsonl");
        Dlm.Result result = evaluate(
                data, "--model=" + student, "--samples=2", "--candidates=3", "--json", "--output=" + file, "--limit=3");
        assertThat(result.code()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode each = JSON.readTree(lines.get(0));
        JsonNode choice = JSON.readTree(lines.get(1));
        assertThat(each.get("samples").asInt()).isEqualTo(2);
        assertThat(choice.get("samples").asInt()).isOne();
        assertThat(choice.get("system").asText()).endsWith("MBR-3");
        assertThat(choice.get("nfe").asInt()).isEqualTo(3);
        assertThat(choice.get("candidates").asInt()).isEqualTo(3);
        assertThat(home.resolve("candidates-3.jsonl")).exists();
    }

    private static String row(String recover, String reference, String source) {
        return "{\"recover\": \"[CLS] " + recover + " [SEP] [PAD]\", \"reference\": \"[CLS] " + reference
                + " [SEP]\", \"source\": \"[CLS] " + source + " [SEP] [SEP]\"}\n";
    }

    /** The values are those of the rules of DiffuSeq's script for the first three, by hand for the others. */
    @Test
    void outputFilesAreScoredAsTheOfficialScriptDoes() throws IOException {
        String geologist = "what should i do to be a great geologist?";
        String field = "what is the best field of engineering?";
        Path one = Files.writeString(
                home.resolve("seed1.json"),
                row("how can i become a good geologist?", geologist, "geologist")
                        + row("which are the best engineering field?", field, "field"));
        Path two = Files.writeString(
                home.resolve("seed2.json"),
                row("how can i become a good geologist?", geologist, "geologist") + row("a a", field, "field"));
        Dlm.Result single = Dlm.run("evaluate", "--outputs", one.toString(), "--json");
        assertThat(single.code()).as(single.err()).isZero();
        assertThat(single.err()).contains("BERTScore is skipped");
        JsonNode json = JSON.readTree(single.out());
        assertThat(json.get("n").asInt()).isEqualTo(2);
        assertThat(json.get("bleu").asDouble()).isCloseTo((0.0320033871374572 + 0.08225869500028) / 2, within(1e-9));
        assertThat(json.get("rougeL").asDouble()).isCloseTo((0.375 + 6 / 13.0) / 2, within(1e-9));
        assertThat(json.get("dist1").asDouble()).isEqualTo(1);
        assertThat(json.get("avgLen").asDouble())
                .as("white space laid open counts")
                .isEqualTo((10 + 9) / 2.0);
        assertThat(json.get("intervals").get("bleu")).hasSize(2);

        Dlm.Result both = Dlm.run("evaluate", "--outputs", one.toString(), two.toString(), "--mbr", "--json");
        List<String> lines = both.out().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode each = JSON.readTree(lines.get(0));
        assertThat(each.get("samples").asInt()).isEqualTo(2);
        assertThat(each.get("bleu").asDouble())
                .isCloseTo((0.0320033871374572 + 0.08225869500028 / 2) / 2, within(1e-9));
        assertThat(each.get("selfBleu").asDouble())
                .as("equal, and nothing in common")
                .isCloseTo(0.5, within(1e-9));
        assertThat(each.get("div4").asDouble()).isCloseTo((0.5 + 1) / 2, within(1e-9));
        assertThat(each.get("dist1").asDouble()).isCloseTo((1 + 0.75) / 2, within(1e-9));
        JsonNode choice = JSON.readTree(lines.get(1));
        assertThat(choice.get("system").asText()).isEqualTo("MBR-2");
        assertThat(choice.get("bleu").asDouble())
                .as("ties: the first")
                .isEqualTo(json.get("bleu").asDouble());
        assertThat(choice.get("selfBleu").isNull()).isTrue();
    }

    @Test
    void soItIsWithSeveralReferencesOfASource() throws IOException {
        List<SentencePair> train = List.of(new SentencePair("say red blue", "blue red said"));
        List<SentencePair> test = List.of(
                new SentencePair("say red blue", "blue said"),
                new SentencePair("say green green", "green green said"),
                new SentencePair("say red blue", "red red red"),
                new SentencePair("say red blue", "said blue green said"));
        Path several = Dlm.data(home.resolve("several"), train, test, test);
        Path file = home.resolve("several.jsonl");
        JsonNode made =
                JSON.readTree(evaluate(several, "--model=" + student, "--samples=1", "--output=" + file, "--json")
                        .out());
        JsonNode read = JSON.readTree(Dlm.run("evaluate", "--outputs", file.toString(), "--all-references", "--json")
                .out());
        assertThat(Files.readAllLines(file)).hasSize(test.size());
        for (String key : List.of("bleu", "corpusBleu", "rougeL", "exactMatch", "tokenErrors", "avgLen", "n")) {
            assertThat(read.get(key)).as(key).isEqualTo(made.get(key)).isNotNull();
        }
    }

    @Test
    void whatTheModelWroteIsScoredTheSameFromItsFiles() throws IOException {
        Path file = home.resolve("again.jsonl");
        Dlm.Result made = evaluate(
                data, "--model=" + student, "--samples=2", "--candidates=2", "--limit=3", "--output=" + file, "--json");
        Path second = home.resolve("again-2.jsonl");
        Dlm.Result read = Dlm.run("evaluate", "--outputs", file.toString(), second.toString(), "--mbr", "--json");
        assertThat(read.code()).as(read.err()).isZero();
        for (int i = 0; i < 2; i++) {
            JsonNode a = JSON.readTree(made.out().lines().toList().get(i));
            JsonNode b = JSON.readTree(read.out().lines().toList().get(i));
            for (String key : List.of("bleu", "rougeL", "dist1", "selfBleu", "div4", "avgLen", "n")) {
                assertThat(b.get(key)).as(key).isEqualTo(a.get(key));
            }
        }
    }

    @Test
    void filesThatCannotBeScoredAreRefused() throws IOException {
        Path broken = Files.writeString(home.resolve("broken.json"), "{\"recover\": 1}\nx\n");
        Dlm.Result result = Dlm.run("evaluate", "--outputs", broken.toString());
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("DLM-DATA-6", "\"reference\"", "\"source\"", "broken.json:2");
        Path one = Files.writeString(home.resolve("one.json"), row("a", "b", "c"));
        assertThat(Dlm.run("evaluate", "--outputs", one.toString(), "--mbr").err())
                .contains("at least two files");
        assertThat(Dlm.run("evaluate", "--outputs", one.toString(), "--model=m").err())
                .contains("files alone");
        assertThat(Dlm.run("evaluate", "--model=m").err()).contains("--data", "--outputs");
        assertThat(evaluate(data, "--model=" + student, "--mbr").err()).contains("--outputs with them");
    }
}
