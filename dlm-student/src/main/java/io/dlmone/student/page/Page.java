package io.dlmone.student.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.SourceReading;
import io.dlmone.tokenizer.WordPieceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The files of the page, which ask whoever writes through one module, {@code page/home.js}: a server has one, and the
 * export of a page another. It exports {@code open(key)}, {@code write(asked, onSentence)} and {@code steps}.
 */
public final class Page {

    /** Path of the page itself. */
    public static final String INDEX = "index.html";

    private static final List<String> ASSETS = List.of("page.css", "page.js", "teacher.js", "dom.js", "icon.svg");
    private static final int MOST_EXAMPLES = 4;
    private static final List<String> EXAMPLES = List.of(
            "can my parrot travel with me by taxi ?",
            "may i come to the wedding in a kimono ?",
            "where can my grandmother learn photography ?",
            "what platform has the midnight train to vienna ?",
            "How do I learn to play the guitar?",
            "What is the best way to lose weight?",
            "How can I improve my English?",
            "Why do cats purr?");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "txt", "text/plain; charset=utf-8",
            "svg", "image/svg+xml");

    private Page() {}

    /**
     * A file of the page.
     *
     * @param path where it lies beside {@code index.html}, with slashes
     * @param content its bytes, which nobody changes
     */
    public record File(String path, byte[] content) {

        /** {@return the type of its content, by the ending of its name} */
        public String type() {
            return Objects.requireNonNull(TYPES.get(path.substring(path.lastIndexOf('.') + 1)), path);
        }

        /**
         * {@return a file from the class path}
         *
         * @param beside a class in the package of the resource
         * @param name of the resource there
         * @param path where the file is to lie
         */
        public static File resource(Class<?> beside, String name, String path) {
            try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(name), name)) {
                return new File(path, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * {@return the files, without {@code page/home.js}}
     *
     * @param layout of the model that is shown first: examples are sentences that it reads whole
     */
    public static List<File> files(SequenceLayout layout) {
        List<File> files = new ArrayList<>();
        files.add(File.resource(Page.class, INDEX, INDEX));
        ASSETS.forEach(name -> files.add(File.resource(Page.class, name, "page/" + name)));
        files.add(new File("page/examples.json", json(examples(layout).toList())));
        return List.copyOf(files);
    }

    /** {@return the files with which a worker of the page writes, {@code page/home.js} among them} */
    public static List<File> inBrowser() {
        return List.of(
                File.resource(Page.class, "browser.js", "page/home.js"),
                File.resource(Page.class, "worker.js", "page/worker.js"),
                File.resource(Page.class, "word-pieces.js", "page/word-pieces.js"),
                File.resource(WordPieceTokenizer.class, "bert-characters.txt", "page/bert-characters.txt"));
    }

    private static Stream<String> examples(SequenceLayout layout) {
        return EXAMPLES.stream()
                .filter(text -> SourceReading.of(layout, text).isWhole())
                .limit(MOST_EXAMPLES);
    }

    private static byte[] json(Object value) {
        try {
            return (new ObjectMapper().writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
