package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.student.TextGenerator;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SourceReading;
import io.dlmone.train.Distiller;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.RunContext;
import io.dlmone.train.Trainer;
import io.dlmone.train.data.DataCheck;
import io.dlmone.train.data.DataConversion;
import io.dlmone.train.data.DataReport;
import io.dlmone.train.data.VocabularyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial's Java program at tiny sizes: from a table to a student, without a word being unknown. */
class FromTableTest {

    @TempDir
    Path home;

    @Test
    void aTableBecomesAStudentThatKnowsEveryWord() throws IOException {
        StringBuilder csv = new StringBuilder("src,trg\n");
        for (int i = 0; i < 60; i++) {
            csv.append("\"Where, please, is No. ").append(i).append(" \ud83d\ude00?\",\"It's \"\"rare\"\", ");
            csv.append(i).append("!\"\n");
        }
        Path table = Files.writeString(home.resolve("pairs.csv"), csv.toString());
        DataDirectory data = DataConversion.of(table, home.resolve("data")).run(ProgressListener.NONE);
        Path vocabulary = home.resolve("tokenizer.json");
        new VocabularyRun(
                        Optional.of(data.path().toString()),
                        List.of(),
                        VocabularyRun.Kind.BPE,
                        400,
                        2,
                        false,
                        vocabulary)
                .run(ProgressListener.NONE);
        DataReport report = new DataCheck(data.path(), Optional.of(vocabulary), Optional.empty()).run(Optional.empty());
        assertThat(report.problems()).isEmpty();
        Path teacher = home.resolve("teacher");
        Path student = home.resolve("student");
        try (RunContext engine = RunContext.builder().threads(1).open()) {
            Trainer.builder(data.path().toString(), teacher)
                    .vocabulary(vocabulary)
                    .with(DiffuSeqSettings.LENGTH, report.length())
                    .with(DiffuSeqSettings.HIDDEN, 16)
                    .with(DiffuSeqSettings.LAYERS, 1)
                    .with(DiffuSeqSettings.STEPS, 3)
                    .run(run -> run.validate(0, 0))
                    .build()
                    .train(engine);
            Distiller.builder(teacher.toString(), data.path().toString(), student)
                    .phase("kd", 3)
                    .run(run -> run.validate(3, 2))
                    .build()
                    .distil(engine);
        }
        ModelBundle model = ModelDirectory.load(student);
        List<String> sources =
                data.read(Split.TEST).stream().map(SentencePair::source).toList();
        for (String source : sources) {
            assertThat(SourceReading.of(model.layout(), source).isWhole())
                    .as(source)
                    .isTrue();
        }
        try (TextGenerator generator = TextGenerator.open(student.toString())) {
            assertThat(generator.generate(sources)).hasSameSizeAs(sources);
        }
    }
}
