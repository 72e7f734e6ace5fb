package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.text.SentencePair;
import io.dlmone.train.RunContext;
import io.dlmone.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FlowSeq beside DiffuSeq: which family is meant, and what the verbs do with it. */
class FlowSeqCommandTest {

    @TempDir
    Path home;

    private Path folder;
    private Path out;
    private Path data;

    @BeforeEach
    void copyACheckpoint() throws IOException {
        folder = GoldenCheckpoint.FLOWSEQ.copyTo(Files.createDirectories(home.resolve("flowseq_tiny")));
        out = home.resolve("model");
        List<SentencePair> rows =
                List.of(new SentencePair("w001 w002", "w002 w001"), new SentencePair("w003 w004", "w004 w003"));
        data = Dlm.data(home.resolve("data"), rows, rows, rows);
    }

    private Dlm.Result importing(String... more) {
        return Dlm.run(
                List.of(
                        "import",
                        "--checkpoint=" + folder,
                        "--out=" + out,
                        "--encoder-config=" + folder.resolve("encoder.json")),
                more);
    }

    @Test
    void aModelIsImportedAndWrites() {
        Dlm.Result result = importing();
        assertThat(result.code()).as(result.err()).isZero();
        ModelBundle model = ModelDirectory.load(out);
        assertThat(model.role()).isEqualTo(Role.TEACHER);
        assertThat(model.architecture().family()).isEqualTo("flowseq");
        assertThat(model.generation().sampler()).isEqualTo("euler");
        assertThat(model.card()).contains("A FlowSeq teacher (2 layers of width 32, 200 tokens)", "lm_head.weight");
        for (String steps : List.of("--steps=1", "--steps=4")) {
            Dlm.Result written = Dlm.runWith("w001 w002\n", "generate", "--model=" + out, steps, "--threads=1");
            assertThat(written.code()).as(written.err()).isZero();
            assertThat(written.out().lines()).hasSize(1);
        }
    }

    @Test
    void whereNothingTellsTheFamilyTheUserIsAsked() throws IOException {
        Path config = folder.resolve("config.yaml");
        Path elsewhere = Files.move(config, home.resolve("config.yaml"));
        Dlm.Result result = importing();
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("[DLM-FAMILY-2]", "found one that several do: [", "diffuseq", "flowseq", "with --family.");
        Dlm.Result named = importing("--family=flowseq");
        assertThat(named.code()).isEqualTo(2);
        assertThat(named.err()).contains("[DLM-YAML-1]", "the config.yaml of the official FlowSeq code");
        assertThat(out).doesNotExist();
        Files.move(elsewhere, config);
        assertThat(importing("--family=flowseq").code()).isZero();
    }

    @Test
    void aModelTrainsByItsOfficialArguments() {
        Dlm.Result result = Dlm.run(
                "train",
                "--family=flowseq",
                "--official-args=" + folder.resolve("config.yaml"),
                "--encoder-config=" + folder.resolve("encoder.json"),
                "--data=" + data,
                "--steps=2",
                "--batch=4",
                "--threads=1",
                "--out=" + out);
        assertThat(result.code()).as(result.err()).isZero();
        ModelBundle model = ModelDirectory.load(out);
        assertThat(model.architecture().family()).isEqualTo("flowseq");
        assertThat(model.tokenizer().vocabulary().size()).isEqualTo(200);
        assertThat(home.resolve("model.run/config.json")).content().contains("\"lr\" : 0.002", "\"all\"");
    }

    @Test
    void aNewNetworkTrainsWithItsOwnDefaults() {
        Dlm.Result result = Dlm.run(
                "train",
                "--family=flowseq",
                "--data=" + data,
                "--hidden=8",
                "--layers=1",
                "--heads=2",
                "--width=4",
                "--length=12",
                "--steps=2",
                "--batch=4",
                "--threads=1",
                "--out=" + out);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(ModelDirectory.load(out).architecture().family()).isEqualTo("flowseq");
        Dlm.Result help = Dlm.run("train", "--help");
        assertThat(help.out().replaceAll("\\s+", " ")).contains("Default: target; all for flowseq.");
    }

    @Test
    void theUsualFamilyIsMeantWhereNoneIsNamed() {
        try (RunContext engine = RunContext.builder().threads(1).open()) {
            Trainer.builder(data.toString(), out)
                    .with(DiffuSeqSettings.HIDDEN, 8)
                    .with(DiffuSeqSettings.LAYERS, 1)
                    .with(DiffuSeqSettings.HEADS, 2)
                    .with(DiffuSeqSettings.WIDTH, 4)
                    .with(DiffuSeqSettings.STEPS, 1)
                    .with(DiffuSeqSettings.BATCH, 2)
                    .run(run -> run.validate(0, 0))
                    .build()
                    .train(engine);
        }
        assertThat(ModelDirectory.load(out).architecture().family()).isEqualTo("diffuseq");
    }
}
