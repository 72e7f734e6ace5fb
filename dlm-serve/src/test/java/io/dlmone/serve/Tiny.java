package io.dlmone.serve;

import io.dlmone.Plugins;
import io.dlmone.backend.BackendOptions;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.model.TeacherModel;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models of a few parameters, which write in well under a millisecond, and servers for them. */
final class Tiny {

    private static final Vocabulary WORDS = Vocabulary.ofWords(List.of("a", "b", "c"));

    private Tiny() {}

    static ModelBundle student() {
        return model(Role.STUDENT, GenerationConfig.student(35), 40);
    }

    static ModelBundle teacher() {
        return teacher(40, 4);
    }

    /** Of so many diffusion steps, sampled with so many. */
    static ModelBundle teacher(int all, int steps) {
        return model(Role.TEACHER, new GenerationConfig("ancestral", steps, false, all - 1), all);
    }

    private static ModelBundle model(Role role, GenerationConfig generation, int steps) {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("vocab_size", WORDS.size());
        c.put("embedding_size", 8);
        c.put("time_embedding_size", 8);
        c.put("sequence_length", 14);
        c.put("max_position_embeddings", 14);
        c.put("hidden_size", 16);
        c.put("num_hidden_layers", 1);
        c.put("num_attention_heads", 2);
        c.put("intermediate_size", 32);
        c.put("diffusion_steps", steps);
        c.put("noise_schedule", "sqrt");
        TeacherModel model = Plugins.family("diffuseq").create(c);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model.parameters().forEach(p -> weights.put(p.name(), p.initialValue(5)));
        return new ModelBundle(model, new WordTokenizer(WORDS), weights, role, generation, "");
    }

    static BackendOptions oneThread() {
        return BackendOptions.defaults().withThreads(1);
    }

    /** A server of the student at a free port. */
    static GenerationServerBuilder server() {
        return GenerationServer.builder().port(0).batch(8).engine(oneThread()).model("tiny", student());
    }
}
