package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.serve.GenerationServer;
import io.dlmone.serve.GenerationServerBuilder;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page of a server in Chromium: typed at, clicked and read. */
class ServerPageTest {

    private static final int COUNT = 8;
    private static final String SENTENCE = "where can my uncle learn chess ?";
    private static final Predicate<String> SAID = text -> !text.isBlank();

    @TempDir
    static Path profile;

    private static Browser browser;
    private static GenerationServer server;
    private static ModelBundle student;
    private static ModelBundle slower;
    private static ModelBundle teacher;

    @BeforeAll
    static void start() {
        browser = Browser.open(profile);
        student = ModelDirectory.load("builtin:paraphrase-student");
        slower = student.writing(student.generation().withStudentSteps(4));
        ModelBundle shipped = ModelDirectory.load("builtin:paraphrase-teacher");
        double noisiest = shipped.architecture().schedule().noisiest();
        teacher = shipped.writing(new GenerationConfig("ancestral", 10, true, noisiest));
        server = server().start();
    }

    private static GenerationServerBuilder server() {
        return GenerationServer.builder()
                .port(0)
                .batch(COUNT)
                .engine(BackendOptions.defaults().withThreads(1))
                .model("student", student)
                .model("slower", slower)
                .model("teacher", teacher);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void load() {
        browser.screen(1280, 900, Map.of());
        browser.go(server.uri() + "/");
        browser.await(() -> browser.element("#measured").getText(), SAID);
    }

    private static List<String> expected(ModelBundle model, String source, long seed, int samples) {
        try (Backend backend =
                        Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
                TextGenerator generator = new TextGenerator(model, backend, new TextGenerator.Options(COUNT, seed))) {
            return generator.samples(List.of(source), 0, samples, done -> {}).get(0).stream()
                    .map(Generated::text)
                    .distinct()
                    .toList();
        }
    }

    private static void awaitSentences(List<String> expected) {
        browser.await(() -> browser.texts("#sentences .sentence"), expected::equals);
    }

    private static void type(String text) {
        WebElement source = browser.element("#source");
        source.clear();
        source.sendKeys(text);
    }

    @Test
    void whatIsTypedIsAnsweredWithTheSentencesOfGenerate() {
        type(SENTENCE);
        awaitSentences(expected(student, SENTENCE, 1, COUNT));
        assertThat(browser.element("#measured").getText())
                .matches("8 sentences, (all|\\d) different, in one network call: [\\d.]+ m?s on the server,"
                        + " [\\d.]+ m?s until they were here\\.");
        browser.element("#next").click();
        awaitSentences(expected(student, SENTENCE, 2, COUNT));
        assertThat(browser.element("#student-told").getText()).isEqualTo("one call of the network for a sentence");
        browser.run("const m = document.getElementById('model'); m.value = 'slower';"
                + " m.dispatchEvent(new Event('change'))");
        awaitSentences(expected(slower, SENTENCE, 2, COUNT));
        assertThat(browser.element("#student-told").getText()).isEqualTo("4 calls of the network for a sentence");
        browser.element("#source").sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        awaitSentences(List.of());
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void examplesAreSentencesThatTheModelReads() {
        List<WebElement> examples = browser.elements("#examples button");
        assertThat(examples).hasSize(4);
        WebElement last = examples.get(3);
        last.click();
        assertThat(browser.element("#source").getDomProperty("value")).isEqualTo(last.getText());
        awaitSentences(expected(student, last.getText(), 1, COUNT));
        assertThat(browser.element("#unread").isDisplayed()).isFalse();
    }

    @Test
    void theTeachersStepsEndInItsSentence() {
        type(SENTENCE);
        awaitSentences(expected(student, SENTENCE, 1, COUNT));
        assertThat(browser.element("#teacher-told").getText()).isEqualTo("10 calls of the network for a sentence");
        browser.element("#watch").click();
        String compared = browser.await(() -> browser.element("#compared").getText(), SAID);
        assertThat(compared)
                .matches("10 network calls for one sentence: [\\d.]+ m?s on the server\\."
                        + " The student took [\\d.]+ m?s for 8 sentences\\.");
        String written = expected(teacher, SENTENCE, 1, 1).get(0);
        assertThat(browser.element("#current").getText()).isEqualTo(written);
        List<String> steps = browser.texts("#steps .sentence");
        assertThat(steps).hasSizeBetween(2, 10).endsWith(written);
        assertThat(browser.texts("#steps .step").get(0)).startsWith("1");
        assertThat(browser.texts("#steps .step").get(steps.size() - 1)).endsWith("10");
        type("can i borrow a ladder from my boss ?");
        browser.await(() -> browser.element("#compared").getText(), String::isEmpty);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void allOfItWorksByKeyboard() {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            browser.focused().sendKeys(Keys.TAB);
            WebElement at = browser.focused();
            assertThat(at.getAccessibleName()).isNotBlank();
            assertThat((String) browser.run("return getComputedStyle(arguments[0]).outlineStyle", at))
                    .isEqualTo("solid");
            order.add(at.getDomAttribute("id") == null ? at.getTagName() : at.getDomAttribute("id"));
        }
        assertThat(order)
                .containsExactly("source", "button", "button", "button", "button", "model", "seed", "next", "watch");
        browser.focused().sendKeys(Keys.SPACE);
        browser.await(() -> browser.element("#compared").getText(), SAID);
        browser.run("document.getElementById('source').focus()");
        browser.focused().sendKeys(Keys.chord(Keys.CONTROL, "a"), SENTENCE, Keys.ENTER);
        awaitSentences(expected(student, SENTENCE, 1, COUNT));
        browser.focused().sendKeys(Keys.TAB);
        String example = browser.focused().getText();
        browser.focused().sendKeys(Keys.ENTER);
        awaitSentences(expected(student, example, 1, COUNT));
        assertThat(browser.element("#sentences").getDomAttribute("aria-live")).isEqualTo("polite");
    }

    @Test
    void itFitsOnAPhoneInTheDarkAndKeepsStill() {
        String background = "return getComputedStyle(document.documentElement).backgroundColor";
        String light = (String) browser.run(background);
        browser.screen(320, 640, Map.of("prefers-color-scheme", "dark", "prefers-reduced-motion", "reduce"));
        assertThat((String) browser.run(background)).isNotEqualTo(light).isEqualTo("rgb(22, 24, 26)");
        assertThat((String) browser.run("return getComputedStyle(document.getElementById('watch')).transitionDuration"))
                .isEqualTo("0s");
        type("donaudampfschifffahrtsgesellschaftskapitän".repeat(3));
        browser.await(() -> browser.element("#unread").getText(), text -> text.contains("does not know"));
        browser.element("#watch").click();
        browser.await(() -> browser.element("#compared").getText(), SAID);
        assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(320);
    }

    @Test
    void hostileTextStaysText() {
        String hostile =
                "<img src=x onerror=\"document.title='x'\"> <script>document.title='x'</script> &lt;b&gt; \u202e";
        browser.run(
                "const s = document.getElementById('source'); s.value = arguments[0]; s.dispatchEvent(new Event('input'))",
                hostile + " {}".repeat(500));
        String unread = browser.await(() -> browser.element("#unread").getText(), text -> text.contains("did not fit"));
        assertThat(unread).contains("<img src=x", "</script>", "&lt;b&gt;");
        assertThat(browser.elements("img")).isEmpty();
        assertThat(browser.run("return document.title")).isEqualTo("A sentence in one call");
        type("Can I borrow a ladder from my boss?");
        browser.await(() -> browser.element("#plain").getText(), "can i borrow a ladder from my boss ?"::equals);
        browser.element("#plain").click();
        awaitSentences(expected(student, "can i borrow a ladder from my boss ?", 1, COUNT));
        assertThat(browser.element("#plain").isDisplayed()).isFalse();
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void aKeyIsAskedForAndKept() {
        try (GenerationServer locked = server().apiKey("s3cret").start()) {
            browser.go(locked.uri() + "/");
            WebElement key = browser.await(() -> browser.element("#key"), WebElement::isDisplayed);
            key.sendKeys("guessed", Keys.ENTER);
            browser.await(() -> browser.element("#problem").getText(), text -> text.contains("another key"));
            assertThat(browser.texts("#sentences .sentence")).isEmpty();
            key.clear();
            key.sendKeys("s3cret", Keys.ENTER);
            browser.await(() -> browser.element("#measured").getText(), SAID);
            assertThat(key.isDisplayed()).isFalse();
            assertThat(browser.element("#problem").isDisplayed()).isFalse();
            assertThat(browser.run("return localStorage.length + sessionStorage.length + document.cookie.length"))
                    .isEqualTo(0L);
            assertThat(browser.errors()).isNotEmpty().allMatch(told -> told.contains("401"));
        }
    }
}
