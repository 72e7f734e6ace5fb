package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.serve.GenerationServer;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout;
import io.dlmone.tokenizer.VocabularyFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** From texts with capitals, punctuation, rare words and emoji to a student of pieces of words, in every use of it. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class VocabCommandTest {

    private static final List<String> SOURCES =
            List.of("Where is the Caf\u00e9?", "Und jetzt? \ud83d\ude00", "[SEP] x");

    @TempDir
    static Path home;

    private static Path data;
    private static Path vocabulary;
    private static Path student;

    @BeforeAll
    static void make() {
        List<SentencePair> rows = new ArrayList<>();
        for (String place :
                List.of("Caf\u00e9", "Z\u00fcrich", "\u6771\u4eac", "pub, the \"Old\" one", "zoo \ud83e\udd92")) {
            for (String name : List.of("Ana", "Bo", "\u0426\u0432\u0435\u0442\u0430")) {
                rows.add(new SentencePair(name + ": where is the " + place + "?", "It's over there, " + name + "!"));
            }
        }
        data = Dlm.data(home.resolve("data"), rows, rows.subList(0, 4), rows.subList(4, 8));
        vocabulary = home.resolve("tokenizer.json");
        Dlm.Result made = Dlm.run("vocab", "--data=" + data, "--size=300", "--out=" + vocabulary);
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.err())
                .contains("Wrote " + vocabulary + " with 300 tokens", "the 30 texts", "0.00% of them unknown");
        Path teacher = home.resolve("teacher");
        Dlm.Result trained = Dlm.run(Dlm.train(data, teacher, "--vocab=" + vocabulary, "--length=64"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).doesNotContain("unknown");
        student = home.resolve("student");
        Dlm.Result distilled = Dlm.run(Dlm.distill(teacher, data, student, "--recipe=kd:4"));
        assertThat(distilled.code()).as(distilled.err()).isZero();
    }

    private static Dlm.Result ok(Dlm.Result result) {
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    private static String generated(Path model) {
        return ok(Dlm.runWith(
                        String.join("\n", SOURCES) + "\n", "generate", "--model=" + model, "--threads=1", "--seed=5"))
                .out();
    }

    @Test
    void theModelHasTheFileAndNoSourceHasUnknownWords() throws IOException {
        assertThat(student.resolve("tokenizer.json")).hasSameBinaryContentAs(vocabulary);
        ModelBundle model = ModelDirectory.load(student);
        for (String source : SOURCES) {
            assertThat(model.tokenizer().decode(model.tokenizer().encode(source)))
                    .isEqualTo(source);
            SequenceLayout.Encoded row = model.layout().encode(source, source);
            assertThat(model.layout().decodeClean(row.ids(), row.start())).isEqualTo(source);
        }
        assertThat(generated(student).lines()).hasSameSizeAs(SOURCES);
    }

    @Test
    void itIsEvaluatedAndRunsIn8Bits() {
        Path rounded = home.resolve("rounded");
        ok(Dlm.run("quantize", "--model=" + student, "--out=" + rounded));
        String table = ok(Dlm.run(
                        "evaluate",
                        "--model=" + student,
                        "--model=" + rounded,
                        "--data=" + data,
                        "--samples=1",
                        "--threads=1"))
                .out();
        assertThat(table).contains(student.toString(), rounded.toString());
        assertThat(generated(rounded).lines()).hasSameSizeAs(SOURCES);
    }

    @Test
    void itIsServed() throws Exception {
        try (GenerationServer server = GenerationServer.builder()
                .model("mine", student.toString())
                .port(0)
                .start()) {
            String request = new ObjectMapper()
                    .createObjectNode()
                    .put("model", "mine")
                    .put("seed", 5)
                    .put("inputs", SOURCES.get(0))
                    .toString();
            String reply = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(server.uri().resolve(URI.create("/v1/generate")))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(request))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            String text =
                    new ObjectMapper().readTree(reply).at("/results/0/texts/0").textValue();
            assertThat(text)
                    .as(reply)
                    .isEqualTo(generated(student).lines().toList().get(0));
        }
    }

    @Test
    void anExportReadsAndWritesAsItDoes() throws IOException {
        Path folder = home.resolve("exported");
        ok(Dlm.run("export", "--model=" + student, "--format=onnx", "--out=" + folder));
        assertThat(folder.resolve("tokenizer.json")).hasSameBinaryContentAs(vocabulary);
        Files.write(folder.resolve("sources.txt"), SOURCES);
        try (InputStream script = Objects.requireNonNull(getClass().getResourceAsStream("export/texts.py"))) {
            Files.copy(script, folder.resolve("texts.py"));
        }
        List<String> written = ForeignRuntime.python(folder, "texts.py", "onnxruntime", "numpy", "tokenizers");
        assertThat(written).isEqualTo(generated(student).lines().toList());
    }

    @Test
    void wordsOfACertainNumberAreAVocabularyToo() {
        Path words = home.resolve("vocab.txt");
        ok(Dlm.run("vocab", "--data=" + data, "--kind=word", "--size=7", "--min-count=3", "--out=" + words));
        assertThat(VocabularyFile.read(words).tokens())
                .containsExactly("[PAD]", "[UNK]", "[CLS]", "[SEP]", "It's", "is", "the");
        Path texts = home.resolve("texts");
        assertThat(write(texts, "a b a c", "b a").toString()).isNotEmpty();
        ok(Dlm.run("vocab", "--text=" + texts, "--kind=word", "--min-count=2", "--out=" + words));
        assertThat(VocabularyFile.read(words).tokens().subList(4, 6)).containsExactly("a", "b");
    }

    private static Path write(Path file, String... lines) {
        try {
            return Files.write(file, Arrays.asList(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatCannotBeUsedIsRefusedByName() {
        Path out = home.resolve("none.json");
        Dlm.Result all = Dlm.run("vocab", "--kind=word", "--size=3", "--min-count=0", "--lowercase", "--out=" + out);
        assertThat(all.code()).isEqualTo(2);
        assertThat(all.err())
                .contains("--size", "--min-count", "--data", "--lowercase", "--out", "a name that ends in .txt");
        assertThat(Dlm.run("vocab", "--kind=unigram", "--data=" + data, "--out=" + out)
                        .err())
                .contains("[DLM-SETTING-2] --kind");
        assertThat(Dlm.run("vocab", "--text=" + home.resolve("none"), "--out=" + out)
                        .err())
                .contains("[DLM-DATA-1]");
        assertThat(out).doesNotExist();
        Dlm.Result other = Dlm.run(Dlm.train(data, home.resolve("no"), "--vocab=" + vocabulary, "--tokenizer=word"));
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("[DLM-SETTING-2] --tokenizer", "huggingface, as in " + vocabulary);
    }
}
