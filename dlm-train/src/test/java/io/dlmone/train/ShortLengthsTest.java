package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.TextGenerator.Request;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SentencePair;
import io.dlmone.train.parallel.Averaging;
import io.dlmone.train.parallel.Cluster;
import io.dlmone.train.parallel.ThreadCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A teacher that is trained, and writes, in sequences of several lengths, and its student, which has one. */
class ShortLengthsTest {

    @TempDir
    Path home;

    private Path data;

    @BeforeEach
    void data() {
        List<SentencePair> rows = new ArrayList<>();
        for (String word : List.of("red", "green", "blue", "pink")) {
            rows.add(new SentencePair(word, "a " + word));
            rows.add(new SentencePair(word + " and a lot of " + word, "very much of " + word + " you know"));
            rows.add(new SentencePair((word + " ").repeat(9) + "!", (word + " ").repeat(8) + "."));
        }
        data = home.resolve("data");
        new DataDirectory(data).write(Map.of(Split.TRAIN, rows, Split.VALID, rows, Split.TEST, rows));
    }

    private Trainer trainer(String out) {
        return Trainer.builder(data.toString(), home.resolve(out))
                .with(DiffuSeqSettings.HIDDEN, 16)
                .with(DiffuSeqSettings.LAYERS, 1)
                .with(DiffuSeqSettings.HEADS, 2)
                .with(DiffuSeqSettings.WIDTH, 8)
                .with(DiffuSeqSettings.LENGTH, 26)
                .with(DiffuSeqSettings.LENGTHS, 3)
                .with(DiffuSeqSettings.STEPS, 12)
                .with(DiffuSeqSettings.BATCH, 4)
                .with(DiffuSeqSettings.MICROBATCH, 2)
                .run(run -> run.validate(6, 6).checkpointEvery(0))
                .build();
    }

    private RunContext context() {
        return RunContext.builder().backend("onnx").threads(1).open();
    }

    @Test
    void mayBeStoppedAndContinuedAndWritesEachSourceAsIfAlone() {
        try (RunContext engine = context()) {
            trainer("whole").train(engine);
            assertThat(trainer("parts").train(engine.stoppedBy(Jobs.after(9))).finished())
                    .isFalse();
            trainer("parts").resume(engine);
        }
        ModelBundle whole = ModelDirectory.load(home.resolve("whole").toString());
        assertThat(ModelDirectory.load(home.resolve("parts").toString()).floatWeights())
                .isEqualTo(whole.floatWeights());
        assertThat(whole.architecture().shortLengths()).isNotEmpty().allMatch(each -> each.length() < 26);

        ModelBundle few = whole.writing(GenerationConfig.teacher(whole.architecture(), "ddim", 4));
        try (Backend backend = Jobs.open();
                TextGenerator teacher = new TextGenerator(few, backend, new TextGenerator.Options(4, 1))) {
            List<Request> requests = new ArrayList<>();
            for (String source : List.of("red " + "red ".repeat(8) + "!", "pink", "blue and a lot of blue", "green")) {
                requests.add(new Request(source, 3, requests.size(), 0));
            }
            List<Integer> progress = new ArrayList<>();
            List<Generated> together = teacher.write(requests, (i, step) -> {}, progress::add);
            assertThat(together)
                    .extracting(Generated::source)
                    .isEqualTo(requests.stream().map(Request::source).toList());
            for (int i = 0; i < requests.size(); i++) {
                assertThat(teacher.write(List.of(requests.get(i)))).containsExactly(together.get(i));
            }
            assertThat(progress).isSorted().endsWith(teacher.callsPerSentence());
        }
    }

    /** Each of two workers has one microbatch of each update, whatever its length. */
    @Test
    void isTheSameWhenWorkersShareItsUpdates() {
        try (RunContext engine = context()) {
            Cluster two = new ThreadCluster(2);
            RunOutcome alone = trainer("alone").train(engine);
            RunOutcome together = trainer("together").train(engine.on(two, Averaging.SYNCHRONOUS));
            assertThat(weights(together)).isEqualTo(weights(alone));
            RunOutcome apart = trainer("apart").train(engine.on(two, Averaging.every(5)));
            RunOutcome again = trainer("again").train(engine.on(two, Averaging.every(5)));
            assertThat(weights(again)).isEqualTo(weights(apart)).isNotEqualTo(weights(alone));
        }
    }

    private static Map<String, Tensor> weights(RunOutcome outcome) {
        return ModelDirectory.load(outcome.model()).weights();
    }

    @Test
    void aStudentOfItWritesInTheTeachersOwnLength() {
        try (RunContext engine = context()) {
            trainer("teacher").train(engine);
            Path student = home.resolve("student");
            Distiller.builder(home.resolve("teacher").toString(), data.toString(), student)
                    .phase("kd", 2)
                    .build()
                    .distil(engine);
            try (TextGenerator writer = TextGenerator.open(student.toString())) {
                assertThat(writer.generate(List.of("pink", "blue and a lot of blue")))
                        .hasSize(2);
            }
        }
    }
}
