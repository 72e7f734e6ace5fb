package io.dlmone.student.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Program;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.graph.FreeRows;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.StudentNoise;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.NoiseSource;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.sampling.SamplingPlan;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The step that is exported, walked over its plan, arrives where the library's sampling does. */
class StepGraphTest {

    private static final int LENGTH = 14;
    private static final int WIDTH = 8;

    private final Vocabulary words = Vocabulary.ofWords(List.of("a", "b", "c"));

    @Test
    void itsStepsAreThoseOfTheSampler() {
        requireSame("ancestral", RoundingTimes.ALWAYS, 1);
        requireSame("dpm-solver++", RoundingTimes.NEVER, 1);
        requireSame("heun", RoundingTimes.parse("until:20").orElseThrow(), 2);
    }

    private void requireSame(String sampler, RoundingTimes rounding, double guidance) {
        ModelBundle teacher = teacher(
                new GenerationConfig(sampler, 6, rounding, 39, StudentNoise.PER_POSITION, 0, 1, guidance, 0, 0));
        FreeRows.of(new StepGraph(teacher, 1).record());
        TeacherModel model = teacher.architecture();
        Batch batch = Batch.of(
                List.of(teacher.layout().encode("a b c"), teacher.layout().encode("b")));
        CounterRandom random = CounterRandom.of(3, "test");
        Shape shape = Shape.of(2, LENGTH, WIDTH);
        NoiseSource noise = step -> Tensor.of(shape, random.gaussians(step, shape.size()));
        List<Sampler.Step> plan = SamplingPlan.of(Plugins.sampler(sampler), model.schedule(), 6);
        try (Backend backend =
                Backends.preferred().open(BackendOptions.defaults().withThreads(1))) {
            Parameters parameters = Parameters.frozen("model", model.parameters());
            parameters.write(backend, teacher.weights());
            SamplingLoop.Result expected = new SamplingLoop(backend, model, parameters, 2, rounding, guidance)
                    .sample(plan, batch.ids(), batch.target(), noise.at(100), noise, done -> {});
            Program step = backend.compile(new StepGraph(teacher, 2).record());
            Map<String, Tensor> out = Map.of("next", noise.at(100), "clean", Tensor.zeros(shape));
            for (int i = 0; i < plan.size(); i++) {
                out = step.run(inputs(model, batch, plan.get(i), rounding, out, noise.at(i)));
            }
            float[] found = out.get("next").floats();
            float[] wanted = expected.embeddings().floats();
            for (int i = 0; i < wanted.length; i++) {
                assertThat(found[i]).as(sampler).isCloseTo(wanted[i], within(1e-4f));
            }
            assertThat(out.get("tokens")).isEqualTo(expected.tokens());
        }
    }

    private static Map<String, Tensor> inputs(
            TeacherModel model,
            Batch batch,
            Sampler.Step step,
            RoundingTimes rounding,
            Map<String, Tensor> last,
            Tensor noise) {
        float[] coefficients = new float[10];
        for (int i = 0; i < 10; i += 5) {
            coefficients[i] = (float) step.clean();
            coefficients[i + 1] = (float) step.previous();
            coefficients[i + 2] = (float) step.current();
            coefficients[i + 3] = (float) step.noise();
            coefficients[i + 4] = rounding.contains(step.t()) ? 1 : 0;
        }
        Map<String, Tensor> in = new LinkedHashMap<>();
        in.put("ids", batch.ids());
        in.put(
                "start",
                Tensor.of(
                        Shape.of(2),
                        LongStream.of(batch.starts()[0], batch.starts()[1]).toArray()));
        in.put("x", last.get("next"));
        in.put("before", last.get("clean"));
        in.put("noise", noise);
        in.put("t", model.schedule().tensor(step.t(), step.t()));
        in.put("coefficients", Tensor.of(Shape.of(2, 5), coefficients));
        return in;
    }

    private ModelBundle teacher(GenerationConfig generation) {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("vocab_size", words.size());
        c.put("embedding_size", WIDTH);
        c.put("time_embedding_size", 8);
        c.put("sequence_length", LENGTH);
        c.put("max_position_embeddings", LENGTH);
        c.put("hidden_size", 16);
        c.put("num_hidden_layers", 1);
        c.put("num_attention_heads", 2);
        c.put("intermediate_size", 32);
        c.put("diffusion_steps", 40);
        c.put("noise_schedule", "sqrt");
        TeacherModel model = Plugins.family("diffuseq").create(c);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model.parameters().forEach(p -> weights.put(p.name(), p.initialValue(5)));
        return new ModelBundle(model, new WordTokenizer(words), weights, Role.TEACHER, generation, "");
    }
}
