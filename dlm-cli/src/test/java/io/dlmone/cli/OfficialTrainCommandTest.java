package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SentencePair;
import io.dlmone.train.Json;
import io.dlmone.train.RunContext;
import io.dlmone.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dlm train --official-args}. */
class OfficialTrainCommandTest {

    @TempDir
    Path home;

    private Path folder;
    private Path out;
    private List<String> train;

    @BeforeEach
    void prepare() throws IOException {
        folder = GoldenCheckpoint.TRAINED.copyTo(Files.createDirectories(home.resolve("official")));
        out = home.resolve("teacher");
        List<SentencePair> rows =
                List.of(new SentencePair("w001 w002", "w002 w001"), new SentencePair("w003 w004", "w004 w003"));
        Path data = Dlm.data(home.resolve("data"), rows, rows, rows);
        train = List.of(
                "train",
                "--official-args=" + folder.resolve("training_args.json"),
                "--encoder-config=" + folder.resolve("encoder.json"),
                "--data=" + data,
                "--threads=1",
                "--valid-every=0");
    }

    private static Map<String, Shape> shapes(ModelBundle model) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        model.weights().forEach((name, value) -> shapes.put(name, value.shape()));
        return shapes;
    }

    @Test
    void trainsTheNetworkThatImportWouldRead() throws IOException {
        Dlm.Result result = Dlm.run(train, "--out=" + out, "--steps=2", "--batch=4");
        assertThat(result.code()).as(result.err()).isZero();
        Path imported = home.resolve("imported");
        Dlm.Result read = Dlm.run(
                "import",
                "--checkpoint=" + folder,
                "--encoder-config=" + folder.resolve("encoder.json"),
                "--out=" + imported);
        assertThat(read.code()).as(read.err()).isZero();
        for (String file : List.of("config.json", "vocab.txt", "generation_config.json")) {
            assertThat(out.resolve(file)).hasSameTextualContentAs(imported.resolve(file));
        }
        assertThat(shapes(ModelDirectory.load(out))).isEqualTo(shapes(ModelDirectory.load(imported)));
        Map<String, Object> config = Json.parse(Files.readString(home.resolve("teacher.run/config.json")));
        assertThat(config)
                .containsEntry("steps", 2)
                .containsEntry("batch", 4)
                .containsEntry("lr", 1e-3)
                .containsEntry("warmup", 0)
                .containsEntry("clip", 0.0)
                .containsEntry("ema", 0.9999)
                .containsEntry("dropout", 0.1)
                .containsEntry("attention-dropout", 0.1)
                .containsEntry("mse-positions", "all")
                .containsEntry("time-sampling", "uniform")
                .containsEntry(
                        "official-args", folder.resolve("training_args.json").toString());
        assertThat(ModelDirectory.load(out).card()).contains("| arguments | sha256:", "| encoder | sha256:");
    }

    @Test
    void theRecordedConfigurationMakesTheSameModelAgain() {
        assertThat(Dlm.run(train, "--out=" + out, "--steps=2", "--length=12").code())
                .isZero();
        Path again = home.resolve("again");
        Dlm.Result result = Dlm.run(
                "train",
                "--config=" + home.resolve("teacher.run/config.json"),
                "--out=" + again,
                "--run=" + again + ".run");
        assertThat(result.code()).as(result.err()).isZero();
        Map<String, Tensor> weights = ModelDirectory.load(out).weights();
        assertThat(ModelDirectory.load(again).weights()).isEqualTo(weights);
        assertThat(ModelDirectory.load(again).architecture().length()).isEqualTo(12);
    }

    @Test
    void aProgramTrainsTheSameNetwork() {
        assertThat(Dlm.run(train, "--out=" + out, "--steps=2", "--batch=4", "--seed=7")
                        .code())
                .isZero();
        Path other = home.resolve("java");
        try (RunContext engine = RunContext.builder().threads(1).open()) {
            Trainer.builder(home.resolve("data").toString(), other)
                    .official(folder.resolve("training_args.json"))
                    .encoder(folder.resolve("encoder.json"))
                    .with(DiffuSeqSettings.STEPS, 2)
                    .with(DiffuSeqSettings.BATCH, 4)
                    .run(run -> run.seed(7).validate(0, 0))
                    .build()
                    .train(engine);
        }
        assertThat(ModelDirectory.load(other).weights())
                .isEqualTo(ModelDirectory.load(out).weights());
    }

    @Test
    void aConfigurationMayNameTheFileToo() throws IOException {
        Path config = Files.writeString(
                home.resolve("c.json"),
                "{\"official-args\": \"" + folder.resolve("training_args.json") + "\", \"steps\": 1}");
        Dlm.Result result = Dlm.run(
                "train",
                "--config=" + config,
                "--encoder-config=" + folder.resolve("encoder.json"),
                "--data=" + home.resolve("data"),
                "--out=" + out,
                "--threads=1",
                "--valid-every=0");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(home.resolve("teacher.run/config.json")).content().contains("\"seed\" : 1234", "\"steps\" : 1");
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Dlm.Result sizes = Dlm.run(train, "--out=" + out, "--hidden=64", "--layers=2", "--length=65");
        assertThat(sizes.code()).isEqualTo(2);
        assertThat(sizes.err())
                .contains("--hidden: expected 32, as in --official-args", "--length: expected at most the 64 positions")
                .doesNotContain("--layers: expected");
        assertThat(Dlm.run(train, "--out=" + out, "--init=builtin:paraphrase-teacher")
                        .err())
                .contains("--init: expected none beside --official-args");
        assertThat(Dlm.run(Dlm.train(home.resolve("data"), out, "--encoder-config=e.json"))
                        .err())
                .contains("--encoder-config: expected none without --official-args");
        Path words = folder.resolve("vocab.txt");
        Files.writeString(words, Files.readString(words).replace("w195\n", ""));
        assertThat(Dlm.run(train, "--out=" + out).err()).contains("[DLM-IMPORT-6]", "200 tokens, the vocab_size");
        assertThat(out).doesNotExist();
        assertThat(home.resolve("teacher.run")).doesNotExist();
    }
}
