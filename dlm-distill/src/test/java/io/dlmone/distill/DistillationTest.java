package io.dlmone.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.distill.kit.PsiWeight;
import io.dlmone.distill.kit.ScoreSettings;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.error.UserException;
import io.dlmone.graph.Graph;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.SequenceLayout;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistillationTest {

    private static final int LENGTH = 8;
    private static final int VOCABULARY = 11;
    private static final List<String> OBJECTIVES = List.of("kd", "refine", "sid", "dmd", "consistency", "progressive");

    private final TeacherModel model = Plugins.family("diffuseq").create(config());
    private final Examples examples = index -> {
        long[] ids = new long[LENGTH];
        Arrays.setAll(ids, i -> (index + i) % VOCABULARY);
        return new SequenceLayout.Encoded(ids, 4);
    };
    private Backend backend;

    @BeforeEach
    void open() {
        backend = Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
    }

    @AfterEach
    void close() {
        backend.close();
    }

    /** A DiffuSeq network that trains in no time. */
    static Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("vocab_size", VOCABULARY);
        c.put("embedding_size", 8);
        c.put("time_embedding_size", 8);
        c.put("sequence_length", LENGTH);
        c.put("max_position_embeddings", LENGTH);
        c.put("hidden_size", 16);
        c.put("num_hidden_layers", 1);
        c.put("num_attention_heads", 2);
        c.put("intermediate_size", 32);
        c.put("diffusion_steps", 50);
        c.put("noise_schedule", "sqrt");
        return c;
    }

    private Map<String, Tensor> weights() {
        Map<String, Tensor> w = new LinkedHashMap<>();
        model.parameters().forEach(p -> w.put(p.name(), p.initialValue(3)));
        return w;
    }

    /** The examples are asked for within an iteration: a second thread comes exactly then. */
    @Test
    void aSecondThreadIsRefused() {
        List<Throwable> refused = new ArrayList<>();
        Distillation[] one = new Distillation[1];
        Examples visited = index -> {
            if (refused.isEmpty()) {
                for (Runnable call : List.<Runnable>of(one[0]::iterate, one[0]::state, one[0]::close)) {
                    CompletableFuture.runAsync(call)
                            .handle((done, e) -> refused.add(e.getCause()))
                            .join();
                }
            }
            return examples.get(index);
        };
        try (Distillation distillation = new Distillation(backend, model, weights(), visited)) {
            one[0] = distillation;
            distillation.objective("sid", settings(1e-3));
            distillation.iterate();
            assertThat(refused).hasSize(3).allSatisfy(e -> assertThat(e)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another thread"));
            distillation.iterate();
            assertThat(distillation.iteration()).isEqualTo(2);
        }
    }

    private Distillation distillation() {
        return new Distillation(backend, model, weights(), examples);
    }

    private DistillationSettings settings(double rate) {
        return settings(rate, rate);
    }

    private DistillationSettings settings(double psiRate, double thetaRate) {
        double t = model.schedule().timeOfNoiseRatio(13.1);
        return DistillationSettings.defaults(model.schedule(), 5)
                .with(DistillationSettings.BATCH, 8)
                .with(DistillationSettings.INITIAL_TIME, t)
                .with(DistillationSettings.THETA_RATE, thetaRate)
                .with(DistillationSettings.EMA, 0.9)
                .with(DistillationSettings.CLIP, 1.0)
                .with(ScoreSettings.MU, 1.0)
                .with(ScoreSettings.MAX_TIME, t)
                .with(ScoreSettings.PSI_RATE, psiRate)
                .with(ScoreSettings.PSI_WEIGHT, PsiWeight.ONE)
                .with(ScoreSettings.PSI_ADVERSARIAL, 0.0)
                .with(ScoreSettings.THETA_ADVERSARIAL, 0.0)
                .with(ScoreSettings.PSI_DROPOUT, 0.0)
                .with(TargetSettings.ENDPOINT_STEPS, 4)
                .with(KdObjective.ENDPOINT_REUSE, 2)
                .with(ProgressiveObjective.STEPS, 4)
                .with(ProgressiveObjective.ROUND, 2)
                .with(ConsistencyObjective.LEVELS, 8);
    }

    private static List<Double> losses(Distillation d, int iterations) {
        List<Double> losses = new ArrayList<>();
        for (int i = 0; i < iterations; i++) {
            losses.add(d.iterate().get("loss"));
        }
        return losses;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }

    @Test
    void regressionOnEndpointsLearnsThem() {
        try (Distillation d = distillation()) {
            d.objective("kd", settings(5e-3));
            double before = mean(losses(d, 10));
            losses(d, 150);
            assertThat(mean(losses(d, 10))).isLessThan(0.5 * before);
        }
    }

    @Test
    void aCollapsedStudentIsSeenInTheVarianceOfItsEmbeddings() {
        Map<String, Tensor> collapsed = weights();
        List.of("output_down_proj.2.weight", "output_down_proj.2.bias")
                .forEach(name ->
                        collapsed.put(name, Tensor.zeros(collapsed.get(name).shape())));
        for (String objective : OBJECTIVES) {
            assertThat(variance(weights(), objective)).as(objective).isGreaterThan(1e-4);
            assertThat(variance(collapsed, objective)).as(objective).isZero();
        }
    }

    private double variance(Map<String, Tensor> weights, String objective) {
        try (Distillation d = new Distillation(backend, model, weights, examples)) {
            d.objective(objective, settings(1e-9));
            return d.iterate().get("embeddingVariance");
        }
    }

    @Test
    void aCouplingOfTheStudentsOwnIsLearntToo() {
        DistillationSettings matched = settings(5e-3)
                .with(DistillationSettings.NOISE_CODEBOOK, 2)
                .with(TargetSettings.ENDPOINT_COUPLING, TargetSettings.EndpointCoupling.MATCHED);
        try (Distillation d = distillation()) {
            d.objective("kd", matched);
            double before = mean(losses(d, 10));
            losses(d, 100);
            assertThat(mean(losses(d, 10))).isLessThan(0.5 * before);
        }
    }

    @Test
    void sharedNoiseOfFewDimensionsIsLearntFrom() {
        DistillationSettings shared = settings(5e-3)
                .with(DistillationSettings.NOISE_SHARED, 1.0)
                .with(DistillationSettings.NOISE_DIMENSIONS, 2);
        for (String objective : List.of("dmd", "sid", "refine")) {
            try (Distillation d = distillation()) {
                d.objective(objective, shared);
                assertThat(losses(d, 3)).as(objective).allMatch(Double::isFinite);
            }
        }
        DistillationSettings matched = shared.with(DistillationSettings.NOISE_CODEBOOK, 2)
                .with(TargetSettings.ENDPOINT_COUPLING, TargetSettings.EndpointCoupling.MATCHED);
        try (Distillation d = distillation()) {
            d.objective("kd", matched);
            double before = mean(losses(d, 10));
            losses(d, 100);
            assertThat(mean(losses(d, 10))).isLessThan(0.5 * before);
        }
    }

    @Test
    void trajectoriesOfTheTeacherNeedItsOwnNoise() {
        DistillationSettings shared = settings(5e-3)
                .with(DistillationSettings.NOISE_SHARED, 1.0)
                .with(DistillationSettings.NOISE_DIMENSIONS, 2);
        try (Distillation d = distillation()) {
            for (String objective : List.of("kd", "consistency", "progressive")) {
                assertThatThrownBy(() -> d.objective(objective, shared))
                        .as(objective)
                        .isInstanceOf(UserException.class)
                        .hasMessageContainingAll(
                                "setting noise-shared", "setting noise-dimensions", "for each position");
            }
        }
    }

    @Test
    void theStudentStaysWhereItIsWhilePsiWarmsUp() {
        DistillationSettings warm = settings(5e-3).with(ScoreSettings.PSI_WARMUP, 3);
        try (Distillation d = distillation()) {
            d.objective("dmd", warm);
            Map<String, Tensor> psi = d.state();
            for (int i = 0; i < 3; i++) {
                assertThat(d.iterate()).containsKeys("loss", "psiLoss").doesNotContainKey("scoreLoss");
            }
            assertThat(d.student().read(backend)).isEqualTo(weights());
            assertThat(d.state()).isNotEqualTo(psi);
            assertThat(d.iterate()).containsKeys("scoreLoss", "scoreResidual", "psiError", "teacherError");
            assertThat(d.student().read(backend)).isNotEqualTo(weights());
        }
    }

    @Test
    void noiseHasNoMoreDimensionsThanTheEmbeddings() {
        try (Distillation d = distillation()) {
            assertThatThrownBy(() -> d.objective("dmd", settings(1e-3).with(DistillationSettings.NOISE_DIMENSIONS, 9)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContainingAll("setting noise-dimensions", "at most 8", "found 9");
        }
    }

    @Test
    void aCouplingOfTheStudentsOwnNeedsWholeCodebooks() {
        DistillationSettings matched =
                settings(5e-3).with(TargetSettings.ENDPOINT_COUPLING, TargetSettings.EndpointCoupling.MATCHED);
        try (Distillation d = distillation()) {
            for (int vectors : List.of(0, 1, 3)) {
                assertThatThrownBy(() -> d.objective("kd", matched.with(DistillationSettings.NOISE_CODEBOOK, vectors)))
                        .isInstanceOf(UserException.class)
                        .hasMessageContainingAll("setting noise-codebook", "found " + vectors);
            }
        }
    }

    @Test
    void candidatesNeedACouplingOfTheStudentsOwn() {
        DistillationSettings two = settings(5e-3).with(KdObjective.ENDPOINT_CANDIDATES, 2);
        try (Distillation d = distillation()) {
            assertThatThrownBy(() -> d.objective("kd", two))
                    .isInstanceOf(UserException.class)
                    .hasMessageContainingAll("setting endpoint-candidates", "found 2");
        }
    }

    @Test
    void refinementBringsTheStudentToWhatTheTeacherLeavesAsItIs() {
        try (Distillation d = distillation()) {
            d.objective("refine", settings(5e-3));
            double before = mean(losses(d, 10));
            losses(d, 150);
            assertThat(mean(losses(d, 10))).isLessThan(0.7 * before);
        }
    }

    @Test
    void scoreDistillationOfATeacherThatIsItsOwnStudentBeginsWithEqualScores() {
        try (Distillation d = distillation()) {
            d.objective("sid", settings(1e-12));
            // psi is the teacher itself, so that F - f = 0 and with it the student's loss
            assertThat(d.iterate().get("loss")).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void theFakeScoreNetworkLearnsToDenoiseTheStudentsOutputs() {
        try (Distillation d = distillation()) {
            d.objective("sid", settings(3e-3, 1e-9));
            double first = 0;
            double last = 0;
            for (int i = 0; i < 80; i++) {
                double psi = d.iterate().get("psiLoss");
                first += i < 10 ? psi : 0;
                last += i >= 70 ? psi : 0;
            }
            assertThat(last).isLessThan(0.7 * first);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aContinuedDistillationEqualsOneThatWasNotStopped(int microbatch) {
        for (String objective : OBJECTIVES) {
            DistillationSettings settings = settings(1e-3)
                    .with(DistillationSettings.MICROBATCH, microbatch)
                    .with(ScoreSettings.PSI_ADVERSARIAL, 0.5)
                    .with(ScoreSettings.THETA_ADVERSARIAL, 0.5)
                    .with(ScoreSettings.PSI_DROPOUT, 0.1)
                    .with(ScoreSettings.THETA_DROPOUT, 0.1)
                    .with(ScoreSettings.PSI_STEPS, 2)
                    .with(DistillationSettings.STUDENT_STEPS, 3);
            List<Double> whole;
            try (Distillation d = distillation()) {
                d.objective(objective, settings);
                whole = losses(d, 8);
            }
            Map<String, Tensor> state;
            try (Distillation d = distillation()) {
                d.objective(objective, settings);
                assertThat(losses(d, 4)).isEqualTo(whole.subList(0, 4));
                state = d.state();
            }
            try (Distillation d = distillation()) {
                d.objective(objective, settings);
                d.restore(state);
                assertThat(d.iteration()).isEqualTo(4);
                assertThat(losses(d, 4)).as(objective).isEqualTo(whole.subList(4, 8));
            }
        }
    }

    /** Memory is bounded by the rows of a microbatch only if no program takes more of them. */
    @Test
    void noProgramTakesMoreRowsThanAMicrobatch() {
        Set<Integer> rows = new HashSet<>();
        Backend watched = (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, args) -> {
                    if (method.getName().equals("compile")) {
                        ((Graph) args[0])
                                .inputs().values().stream()
                                        .filter(v -> v.shape().rank() > 1)
                                        .forEach(v -> rows.add(v.shape().dim(0)));
                    }
                    return method.invoke(backend, args);
                });
        for (String objective : OBJECTIVES) {
            rows.clear();
            try (Distillation d = new Distillation(watched, model, weights(), examples)) {
                d.objective(
                        objective,
                        settings(1e-3)
                                .with(DistillationSettings.MICROBATCH, 2)
                                .with(ScoreSettings.PSI_ADVERSARIAL, 0.5)
                                .with(ScoreSettings.PSI_DROPOUT, 0.1)
                                .with(DistillationSettings.STUDENT_STEPS, 2));
                losses(d, 1);
            }
            assertThat(rows).as(objective).containsExactly(2);
        }
    }

    @Test
    void theEmbeddingsStayTheTeachers() {
        try (Distillation d = distillation()) {
            d.objective("kd", settings(1e-2));
            losses(d, 3);
            Map<String, Tensor> student = d.student().read(backend);
            assertThat(student.get("word_embedding.weight")).isEqualTo(weights().get("word_embedding.weight"));
            assertThat(student.get("output_down_proj.2.bias"))
                    .isNotEqualTo(weights().get("output_down_proj.2.bias"));
            assertThat(d.average().read(backend).get("output_down_proj.2.bias"))
                    .isNotEqualTo(student.get("output_down_proj.2.bias"));
        }
    }

    @Test
    void anUnknownObjectiveIsRefusedWithTheNamesThereAre() {
        try (Distillation d = distillation()) {
            assertThatThrownBy(() -> d.objective("gan", settings(1e-3)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("kd")
                    .hasMessageContaining("sid");
            assertThatThrownBy(d::iterate).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void thePapersConstantsFollowFromTheSchedule() {
        Map<String, Object> official = config();
        official.put("diffusion_steps", 2000);
        DistillationSettings s = DistillationSettings.defaults(
                Plugins.family("diffuseq").create(official).schedule(), 1);
        assertThat(s.initialTime()).isEqualTo(1490);
        assertThat(s.get(ScoreSettings.MAX_TIME)).isEqualTo(1976);
    }
}
