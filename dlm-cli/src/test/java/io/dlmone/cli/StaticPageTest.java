package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.builtin.BuiltinData;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.objective.StudentNoise;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.export.Int8Model;
import io.dlmone.student.export.ModelExport;
import io.dlmone.text.SentencePair;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordPieceTokenizer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page as files on a host that knows nothing of it: the student writes in Chromium what {@code generate} writes.
 */
class StaticPageTest {

    private static final int SOURCES = 1000;
    private static final int FEW = 200;
    private static final int PART = 100;
    private static final long SEED = 5;
    private static final int SAMPLE = 2;
    private static final double MOST_MILLISECONDS = 200;
    private static final String PATH = "/some/where/";
    private static final String POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self';"
            + " style-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html",
            "css", "text/css",
            "js", "text/javascript",
            "json", "application/json",
            "svg", "image/svg+xml",
            "wasm", "application/wasm");

    private static final String WRITE = """
            const [sources, first, seed, sample, done] = arguments;
            import(new URL("page/home.js", document.baseURI)).then(async ({ sentence }) => {
              const written = [];
              for (const [row, source] of sources.entries()) written.push(await sentence(source, seed, first + row, sample));
              return written.map(({ text, ms }) => [text, ms]);
            }).then(done, error => done(String(error)));
            """;

    @TempDir
    static Path home;

    private static final ConcurrentLinkedQueue<String> UNKNOWN = new ConcurrentLinkedQueue<>();
    private static HttpServer host;
    private static Browser browser;
    private static Path modules;
    private static ModelBundle shipped;
    private static List<String> sources;

    @BeforeAll
    static void start() throws IOException {
        modules = Path.of(Optional.ofNullable(System.getenv("DLM_NODE_MODULES")).orElse("node_modules"));
        if (!Files.isDirectory(modules.resolve("onnxruntime-web"))) {
            Browser.missing("no onnxruntime-web is in " + modules + "; name a node_modules with DLM_NODE_MODULES");
        }
        browser = Browser.open(home.resolve("profile"));
        host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/", StaticPageTest::serve);
        host.start();
        shipped = ModelDirectory.load("builtin:paraphrase-student");
        sources = BuiltinData.open("builtin:paraphrase").read(Split.TEST).stream()
                .map(SentencePair::source)
                .distinct()
                .limit(SOURCES)
                .toList();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (host != null) {
            host.stop(0);
        }
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Path file = path.startsWith(PATH) ? home.resolve(path.substring(PATH.length())) : home.resolve("none");
            if (!Files.isRegularFile(file)) {
                UNKNOWN.add(path);
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String ending = path.substring(path.lastIndexOf('.') + 1);
            exchange.getResponseHeaders().set("Content-Type", TYPES.getOrDefault(ending, "application/octet-stream"));
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.sendResponseHeaders(200, Files.size(file));
            Files.copy(file, exchange.getResponseBody());
        }
    }

    private static void open(String folder) {
        UNKNOWN.clear();
        browser.go("http://127.0.0.1:" + host.getAddress().getPort() + PATH + folder + "/index.html");
        browser.await(() -> browser.element("#measured").getText(), text -> !text.isBlank());
    }

    private static List<String> generated(ModelBundle student, List<String> texts, long seed, int sample) {
        try (Backend backend =
                        Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
                TextGenerator generator = new TextGenerator(student, backend, new TextGenerator.Options(32, seed))) {
            return generator.generate(texts, sample, done -> {}).stream()
                    .map(Generated::text)
                    .toList();
        }
    }

    private static List<String> written(String what, List<String> texts) {
        return written(what, texts, MOST_MILLISECONDS);
    }

    /** The sentences, after the median of their milliseconds is printed and found to be small. */
    private static List<String> written(String what, List<String> texts, double most) {
        List<Object> rows = new ArrayList<>();
        while (rows.size() < texts.size()) { // in parts, since the driver waits three minutes at most
            List<String> part = texts.subList(rows.size(), Math.min(texts.size(), rows.size() + PART));
            Object answer = browser.runLater(WRITE, part, rows.size(), SEED, SAMPLE);
            assertThat(answer).isInstanceOf(List.class);
            rows.addAll((List<?>) answer);
        }
        double[] times = rows.stream()
                .mapToDouble(row -> ((Number) ((List<?>) row).get(1)).doubleValue())
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "Chromium, WebAssembly, one thread, %s: median %.2f ms for a sentence, 99%% within %.2f ms%n",
                what,
                times[times.length / 2],
                times[times.length * 99 / 100]);
        assertThat(times[times.length / 2]).isLessThan(most);
        return rows.stream().map(row -> (String) ((List<?>) row).get(0)).toList();
    }

    @Test
    void aThousandSentencesAreThoseOfGenerate() {
        Dlm.Result exported = Dlm.run(
                "export",
                "--model=builtin:paraphrase-student",
                "--format=web",
                "--runtime=" + modules,
                "--out=" + home.resolve("shipped"));
        assertThat(exported.code()).as(exported.err()).isZero();
        open("shipped");
        List<String> expected = generated(shipped, sources, SEED, SAMPLE);
        assertThat(written("shipped student", sources)).isEqualTo(expected);
        assertThat(expected.stream().distinct().count()).isGreaterThan(SOURCES / 4);
        assertThat(browser.errors()).isEmpty();
        assertThat(UNKNOWN).isEmpty();
    }

    @Test
    void whatIsTypedIsAnswered() {
        new ModelExport(shipped, "web").withRuntime(modules).write(home.resolve("typed"));
        open("typed");
        assertThat(browser.element("#intro").getText()).endsWith("what you type stays here.");
        assertThat(browser.element("#teacher").isDisplayed()).isFalse();
        browser.element("#source").clear();
        browser.element("#source").sendKeys("where can my uncle learn chess ?");
        List<String> expected = IntStream.range(0, 8)
                .mapToObj(k -> generated(shipped, List.of("where can my uncle learn chess ?"), 1, k)
                        .get(0))
                .distinct()
                .toList();
        browser.await(() -> browser.texts("#sentences .sentence"), expected::equals);
        browser.await(
                () -> browser.element("#measured").getText(),
                text -> text.matches("8 sentences, (all|\\d) different, a call for each: median [\\d.]+ ms"
                        + " in this browser, from your text to the sentence\\."));
        assertThat(browser.texts("#sentences .ms")).hasSameSizeAs(expected).allMatch(t -> t.matches("[\\d.]+ ms"));
        browser.screen(320, 640, Map.of("prefers-color-scheme", "dark"));
        assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(320);
        assertThat(browser.errors()).isEmpty();
        assertThat(UNKNOWN).isEmpty();
    }

    @Test
    void studentsWithoutACodebookWriteTheSame() {
        ModelBundle student = shipped.writing(
                GenerationConfig.student(shipped.generation().initialTime(), new StudentNoise(0, 0.5, 8)));
        new ModelExport(student, "web").withRuntime(modules).write(home.resolve("noise"));
        open("noise");
        List<String> few = sources.subList(0, FEW);
        assertThat(written("without a codebook", few)).isEqualTo(generated(student, few, SEED, SAMPLE));
    }

    /** Engines fuse differently, and a number that is rounded to 8 bits may then fall to the other side. */
    @Test
    void weightsIn8BitsWriteNearlyTheSame() {
        ModelBundle student = Int8Model.of(shipped);
        new ModelExport(student, "web").withRuntime(modules).write(home.resolve("int8"));
        open("int8");
        List<String> few = sources.subList(0, FEW);
        List<String> expected = generated(student, few, SEED, SAMPLE);
        List<String> found = written("weights in 8 bits", few);
        assertThat(IntStream.range(0, FEW)
                        .filter(i -> found.get(i).equals(expected.get(i)))
                        .count())
                .isGreaterThanOrEqualTo(FEW * 98 / 100);
    }

    @Test
    void wordPiecesAreThoseOfTheTokenizer() {
        List<String> texts = List.of(
                "Can I borrow \u00c5sa's na\u00efve ladder from the caf\u00e9?",
                "\ufb01ne \u2014 \u201cquotes\u201d\u2026 don't do not",
                "\u65e5\u672c\u8a9e text, \ud83c\udf89 \ud842\udfb7",
                "\u0130stanbul \u03a3\u0391\u03a3 \u1e9e \ufb03 \u1e9b\u0323 \uff11\uff21",
                "tab\tnew\nline\u00a0a\u0301b\u200bc\u00adx \ufffd\u0000",
                "[MASK] [CLS]x[SEP] [nothing]",
                "x".repeat(101) + " " + "x".repeat(100),
                "a b c");
        List<String> pieces = new ArrayList<>(List.of("ladder", "the", "do", "not", "\u65e5", "\u03c3", "\u03c2"));
        "abcdefghijklmnopqrstuvwxyz1?,.'".chars().forEach(c -> {
            pieces.add(Character.toString(c));
            pieces.add("##" + Character.toString(c));
        });
        WordPieceTokenizer tokenizer = new WordPieceTokenizer(Vocabulary.ofWords(pieces));
        ModelBundle student = ExportedBaseStudentTest.student(tokenizer, 16, 1, 2, 64);
        new ModelExport(student, "web").withRuntime(modules).write(home.resolve("pieces"));
        open("pieces");
        Object ids = browser.runLater("""
                const [texts, done] = arguments;
                const text = path => fetch(new URL(path, document.baseURI)).then(answer => answer.text());
                (async () => {
                  const { wordPieces } = await import(new URL("page/word-pieces.js", document.baseURI));
                  const tokens = (await text("vocab.txt")).split("\\n").slice(0, -1);
                  const tokenize = wordPieces(tokens, await text("page/bert-characters.txt"), tokens.indexOf("[UNK]"));
                  return texts.map(tokenize);
                })().then(done, error => done(String(error)));
                """, texts);
        assertThat(ids)
                .isEqualTo(texts.stream()
                        .map(text -> IntStream.of(tokenizer.encode(text))
                                .mapToObj(Long::valueOf)
                                .toList())
                        .toList());
        assertThat(written("word pieces", texts)).isEqualTo(generated(student, texts, SEED, SAMPLE));
        assertThat(browser.errors()).isEmpty();
    }

    /** As {@link ExportedBaseStudentTest}, where it is asked for many sources: it takes gigabytes and minutes. */
    @Test
    @EnabledIfSystemProperty(named = "dlm.export.sources", matches = "\\d+")
    void aStudentOfBaseSizeWritesTheSame() {
        ModelBundle student = ExportedBaseStudentTest.baseSize();
        new ModelExport(student, "web").withRuntime(modules).write(home.resolve("base"));
        open("base");
        List<String> asked = sources.subList(0, Integer.getInteger("dlm.export.sources"));
        List<String> expected = generated(student, asked, SEED, SAMPLE);
        List<String> found = written("base size", asked, Double.POSITIVE_INFINITY);
        long same = IntStream.range(0, asked.size())
                .filter(i -> found.get(i).equals(expected.get(i)))
                .count();
        assertThat(asked.size() - same).isLessThanOrEqualTo(asked.size() / 500);
    }
}
