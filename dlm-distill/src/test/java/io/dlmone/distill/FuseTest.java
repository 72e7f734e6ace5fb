package io.dlmone.distill;

import static io.dlmone.graph.Ops.argMax;
import static io.dlmone.graph.Ops.mul;
import static io.dlmone.graph.Ops.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.contract.OracleProvider;
import io.dlmone.distill.kit.RegressionPhase;
import io.dlmone.distill.kit.StepInputs;
import io.dlmone.elf.ElfConfig;
import io.dlmone.elf.ElfFamily;
import io.dlmone.elf.ElfModel;
import io.dlmone.elf.T5Config;
import io.dlmone.error.UserException;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.SettingValues;
import io.dlmone.random.CounterRandom;
import io.dlmone.student.OneStepGenerator;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.SequenceLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Students of a family that reads tokens by a call of its own: what they learn to read, and in which call. */
class FuseTest {

    private static final int VOCABULARY = 12;
    private static final int LENGTH = 8;
    private static final int SOURCE = 4;
    private static final int BATCH = 4;

    private final TeacherModel model = new ElfModel(new ElfConfig(
            VOCABULARY,
            LENGTH,
            SOURCE,
            0,
            16,
            1,
            2,
            ElfConfig.officialFeedForward(16),
            8,
            new ElfConfig.Prefix(1, 1, 1),
            new ElfConfig.Latents(0, 1, 2, 0.05),
            new T5Config(VOCABULARY, 8, 4, 2, 16, 1, 32, 128, 1e-6)));

    /** Four words are to be said backwards, but for the first. */
    private final Examples examples = index -> {
        long[] words = CounterRandom.of(1, "words").integers(index, SOURCE, VOCABULARY - 1);
        long[] ids = new long[LENGTH];
        for (int i = 0; i < SOURCE; i++) {
            ids[i] = 1 + words[i];
            ids[LENGTH - 1 - i] = 1 + words[i];
        }
        ids[LENGTH - 1] = 0; // the filling, which ends a sentence
        return new SequenceLayout.Encoded(ids, SOURCE);
    };

    private Map<String, Tensor> weights(String name) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        model.parameters().forEach(p -> {
            Tensor value = p.initialValue(3);
            if (!model.embeddingParameters().contains(p.name())) {
                float[] noise = CounterRandom.of(4, name + p.name())
                        .gaussians(0, value.shape().size());
                for (int i = 0; i < noise.length; i++) {
                    value.floats()[i] += 0.3f * noise[i];
                }
            }
            all.put(p.name(), value);
        });
        return all;
    }

    private DistillationSettings settings(int batch, String objective) {
        return DistillationSettings.defaults(model.schedule(), 5)
                .with(DistillationSettings.BATCH, batch)
                .forObjective(Plugins.objective(objective));
    }

    /** Teacher, student and average, which have different weights, in float64. */
    private final class Trio implements AutoCloseable {

        final Backend oracle = new OracleProvider().open(BackendOptions.defaults());
        final Parameters teacher = Parameters.frozen("teacher", model.parameters());
        final Parameters student = copy("student");
        final Parameters average = copy("average");
        final DistillationContext context =
                new DistillationContext(oracle, model, teacher, student, average, examples, settings(BATCH, "fuse"));

        Trio() {
            teacher.write(oracle, weights("teacher"));
            student.writeTrainable(oracle, weights("student"));
            average.writeTrainable(oracle, weights("average"));
        }

        private Parameters copy(String owner) {
            return Parameters.trained(owner, model.parameters()).sharing(teacher, model.embeddingParameters());
        }

        /** Logits of the average in two calls, and of the student in two and in one, for the inputs of a step. */
        Map<String, Tensor> logits(Map<String, Tensor> in) {
            Graph g = new Graph("formula");
            Value ids = g.input("ids", DType.INT64, BATCH, LENGTH);
            Value target = g.input("target", DType.BOOL, BATCH, LENGTH, 1);
            Value z = g.input("z", DType.FLOAT32, BATCH, LENGTH, model.width());
            double[] begin = new double[BATCH];
            Arrays.fill(begin, context.settings().initialTime());
            Value t = g.constant(model.schedule().tensor(begin));
            Value source = model.bind(teacher.in(g), Dropout.NONE).embed(ids, target);
            Value noisy = where(target, mul(z, model.schedule().sigma(begin[0])), source);
            for (Parameters each : List.of(average, student)) {
                Denoiser net = model.bind(each.in(g), Dropout.NONE);
                Value written = where(target, net.denoise(noisy, t, target), source);
                g.output(each == average ? "average" : "student", net.logits(written));
            }
            Denoiser net = model.bind(student.in(g), Dropout.NONE);
            g.output("fused", net.fusedLogits(DenoiserInput.of(noisy, t, target)));
            Map<String, Tensor> only = new HashMap<>(in);
            only.keySet().retainAll(g.inputs().keySet());
            return oracle.compile(g).run(only);
        }

        @Override
        public void close() {
            oracle.close();
        }
    }

    private static int likeliest(float[] logits, int position) {
        int best = 0;
        for (int v = 1; v < VOCABULARY; v++) {
            best = logits[position * VOCABULARY + v] > logits[position * VOCABULARY + best] ? v : best;
        }
        return best;
    }

    /** The mean of -log softmax over target positions. */
    private static double crossEntropy(float[] logits, long[] tokens, boolean[] target) {
        double sum = 0;
        int n = 0;
        for (int p = 0; p < target.length; p++) {
            if (target[p]) {
                double all = 0;
                for (int v = 0; v < VOCABULARY; v++) {
                    all += Math.exp(logits[p * VOCABULARY + v]);
                }
                sum += Math.log(all) - logits[p * VOCABULARY + (int) tokens[p]];
                n++;
            }
        }
        return sum / n;
    }

    @Test
    void theLossIsTheCrossEntropyOfWhatTheAverageWroteInTwoCalls() {
        try (Trio trio = new Trio();
                Objective.Phase phase = new FuseObjective().begin(trio.context)) {
            Map<String, Tensor> in = StepInputs.draw(trio.context, "fuse", 0);
            Map<String, Tensor> logits = trio.logits(in);
            boolean[] target = in.get("target").booleans();
            long[] tokens = new long[target.length];
            int equal = 0;
            int n = 0;
            for (int p = 0; p < tokens.length; p++) {
                tokens[p] = likeliest(logits.get("average").floats(), p);
                n += target[p] ? 1 : 0;
                equal += target[p] && tokens[p] == likeliest(logits.get("fused").floats(), p) ? 1 : 0;
            }
            Map<String, Double> measured = phase.iterate(0);
            assertThat(measured.get("loss"))
                    .isCloseTo(crossEntropy(logits.get("fused").floats(), tokens, target), within(1e-5));
            assertThat(measured.get("agreement")).isCloseTo((double) equal / n, within(1e-6));
            trio.average.writeTrainable(trio.oracle, weights("another"));
            assertThat(phase.iterate(0).get("loss"))
                    .as("the average goes on, what was written at the beginning stays")
                    .isLessThan(measured.get("loss"));
        }
    }

    /** The teacher's reading of what a student writes says nothing of a student that reads with weights of its own. */
    @Test
    void regressionTeachesTheReadingThatTheStudentWillUse() {
        try (Trio trio = new Trio()) {
            Map<String, Tensor> in = new HashMap<>(StepInputs.draw(trio.context, "any", 0));
            in.put("tokens", in.get("ids"));
            try (Objective.Phase phase = new RegressionPhase(trio.context, number -> in)) {
                float[] logits = trio.logits(in).get("student").floats();
                assertThat(phase.iterate(0).get("crossEntropy"))
                        .isCloseTo(
                                crossEntropy(
                                        logits,
                                        in.get("ids").longs(),
                                        in.get("target").booleans()),
                                within(1e-5));
            }
        }
    }

    /** All weights move, those too by which the network reads. */
    @ParameterizedTest
    @ValueSource(strings = {"consistency", "progressive"})
    void aStudentGoesOnToReadAsItsTeacher(String objective) {
        try (Backend backend =
                        Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
                Distillation d = new Distillation(backend, model, weights("teacher"), examples)) {
            d.objective(objective, settings(16, objective).with(DistillationSettings.THETA_RATE, 3e-3));
            for (int i = 0; i < 150; i++) {
                d.iterate();
            }
            Graph g = new Graph("read");
            Value ids = g.input("ids", DType.INT64, 16, LENGTH);
            Value target = g.input("target", DType.BOOL, 16, LENGTH, 1);
            Value z = g.input("z", DType.FLOAT32, 16, LENGTH, model.width());
            Denoiser student = model.bind(d.student().in(g), Dropout.NONE);
            Value source = student.embed(ids, target);
            Value written = new OneStepGenerator(student, d.settings().initialTime(), 1).generate(z, source, target);
            g.output("own", argMax(student.logits(written)));
            g.output(
                    "teachers",
                    argMax(model.bind(d.teacher().in(g), Dropout.NONE).logits(written)));
            Map<String, Tensor> in = StepInputs.draw(
                    new DistillationContext(
                            backend, model, d.teacher(), d.student(), d.average(), examples, d.settings()),
                    "afterwards",
                    0);
            Map<String, Tensor> out = backend.compile(g).run(in);
            int n = 0;
            int equal = 0;
            for (int p = 0; p < 16 * LENGTH; p++) {
                if (in.get("target").booleans()[p]) {
                    n++;
                    equal += out.get("own").longs()[p] == out.get("teachers").longs()[p] ? 1 : 0;
                }
            }
            assertThat((double) equal / n).isGreaterThan(0.9);
        }
    }

    @Test
    void aStudentLearnsToSayInOneCallWhatItSaidInTwo() {
        try (Backend backend =
                Backends.named("onnx").open(BackendOptions.defaults().withThreads(1))) {
            Map<String, Tensor> teacher = trained(backend);
            try (Distillation d = new Distillation(backend, model, teacher, examples)) {
                d.objective("fuse", settings(16, "fuse").with(DistillationSettings.THETA_RATE, 3e-3));
                assertThat(d.isFused()).isTrue();
                List<Double> agreement = new ArrayList<>();
                for (int i = 0; i < 250; i++) {
                    agreement.add(d.iterate().get("agreement"));
                }
                assertThat(mean(agreement.subList(0, 3))).as("at first").isLessThan(0.45);
                assertThat(mean(agreement.subList(230, 250))).as("at last").isGreaterThan(0.75);
            }
        }
    }

    private Map<String, Tensor> trained(Backend backend) {
        ElfFamily family = new ElfFamily();
        SettingValues values = SettingValues.parse(
                Stream.concat(family.networkSettings().stream(), family.trainingSettings().stream())
                        .toList(),
                Map.of("steps", "300", "batch", "16", "lr", "0.01", "warmup", "20", "ema", "0.95"));
        try (TeacherTraining training = family.begin(backend, model, family.resolve(values), 7, examples, Map.of())) {
            while (training.step() < training.total()) {
                training.next();
            }
            return training.averages().read(backend);
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }

    @Test
    void familiesThatReadWithoutACallHaveNothingToFuse() {
        TeacherModel other = Plugins.family("diffuseq").create(DistillationTest.config());
        Map<String, Tensor> w = new LinkedHashMap<>();
        other.parameters().forEach(p -> w.put(p.name(), p.initialValue(3)));
        try (Backend oracle = new OracleProvider().open(BackendOptions.defaults());
                Distillation d = new Distillation(oracle, other, w, examples)) {
            assertThatThrownBy(() -> d.objective("fuse", DistillationSettings.defaults(other.schedule(), 1)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("DLM-RECIPE-3")
                    .hasMessageContaining(
                            "objective fuse: expected a teacher of a family that reads tokens by a network call")
                    .hasMessageContaining("diffuseq");
            assertThat(d.isFused()).isFalse();
        }
        DistillationSettings few = settings(4, "fuse").with(DistillationSettings.STUDENT_STEPS, 4);
        assertThat(new FuseObjective().problems(few)).singleElement().satisfies(p -> assertThat(p.toString())
                .contains("student-steps")
                .contains("only call"));
    }
}
