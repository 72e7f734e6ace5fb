package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.Plugins;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.model.TeacherModel;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of a network of BERT-base's size and vocabulary, with noise without end and random weights. Of the sources
 * a few are asked, or as many as the system property {@code dlm.export.sources} says.
 */
class ExportedBaseStudentTest {

    private static final int SOURCES = Integer.getInteger("dlm.export.sources", 4);

    @TempDir
    static Path home;

    private static ModelBundle student;
    private static List<String> sources;
    private static List<String> expected;

    @BeforeAll
    static void make() {
        student = baseSize();
        sources = ExportedFolder.sources(SOURCES);
        expected = ExportedFolder.generated(student, sources);
    }

    static ModelBundle baseSize() {
        Vocabulary shipped =
                ModelDirectory.load("builtin:paraphrase-student").tokenizer().vocabulary();
        List<String> words = new ArrayList<>(shipped.tokens());
        words.removeIf(word -> shipped.isSpecial(shipped.id(word)));
        int special = shipped.size() - words.size();
        for (int i = 0; words.size() < 30_522 - special; i++) {
            words.add("w" + i);
        }
        return student(new WordTokenizer(Vocabulary.ofWords(words)), 768, 12, 12, 3072);
    }

    /** One of random weights. */
    static ModelBundle student(Tokenizer tokenizer, int hidden, int layers, int heads, int intermediate) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("vocab_size", tokenizer.vocabulary().size());
        config.put("embedding_size", 128);
        config.put("time_embedding_size", 128);
        config.put("sequence_length", 32);
        config.put("max_position_embeddings", 512);
        config.put("hidden_size", hidden);
        config.put("num_hidden_layers", layers);
        config.put("num_attention_heads", heads);
        config.put("intermediate_size", intermediate);
        config.put("diffusion_steps", 2000);
        config.put("noise_schedule", "sqrt");
        TeacherModel model = Plugins.family("diffuseq").create(config);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model.parameters().forEach(p -> weights.put(p.name(), p.initialValue(5)));
        return new ModelBundle(model, tokenizer, weights, Role.STUDENT, GenerationConfig.student(1490), "");
    }

    @AfterAll
    static void forget() {
        student = null;
        expected = null;
    }

    /** Random weights leave words almost as likely as each other now and then: one sentence of 500 may differ. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "onnx in Java",
                "onnx in Python",
                "onnx in Node",
                "onnx in WebAssembly",
                "torchscript in Java",
                "torchscript in Python",
                "savedmodel in Java",
                "savedmodel in Python"
            })
    void givesTheSameTokens(String runtime) throws IOException {
        String format = runtime.split(" ")[0];
        List<String> found = ExportedFolder.write(student, format, home.resolve(format), sources)
                .written(runtime);
        long same = ExportedFolder.same(found, expected);
        System.out.println(runtime + ": " + same + " of " + SOURCES + " sentences of a base-size student are the same");
        assertThat(SOURCES - same).isLessThanOrEqualTo(SOURCES / 500);
        assertThat(found.stream().distinct().count()).isGreaterThan(SOURCES / 2);
    }
}
