package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.golden.GoldenCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

    @TempDir
    Path home;

    private Path folder;
    private Path out;

    @BeforeEach
    void copyACheckpoint() throws IOException {
        folder = GoldenCheckpoint.TRAINED.copyTo(Files.createDirectories(home.resolve("diffuseq_tiny")));
        out = home.resolve("model");
    }

    private Dlm.Result run(String... more) {
        String[] args = new String[more.length + 3];
        args[0] = "import";
        args[1] = "--out=" + out;
        args[2] = "--encoder-config=" + folder.resolve("encoder.json");
        System.arraycopy(more, 0, args, 3, more.length);
        return Dlm.run(args);
    }

    @Test
    void makesAModelDirectoryThatWritesAndIsExplained() {
        Dlm.Result result = run("--checkpoint=" + folder);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("Wrote " + out);
        assertThat(out)
                .isDirectoryContaining("glob:**/{config.json,model.safetensors,vocab.txt,generation_config.json}")
                .isDirectoryContaining("glob:**/README.md");
        assertThat(out.resolve("README.md"))
                .content()
                .contains("lm_head.weight", "ema_0.9999_000060.pt sha256:", "training_args.json sha256:");
        ModelBundle model = ModelDirectory.load(out);
        assertThat(model.role()).isEqualTo(Role.TEACHER);
        assertThat(model.generation().sampler()).isEqualTo("ancestral");
        assertThat(model.generation().steps()).isEqualTo(2000);
        assertThat(model.tokenizer().vocabulary().tokens())
                .hasSize(200)
                .startsWith("[CLS]", "[SEP]", "[UNK]", "[PAD]", "w000");
        Dlm.Result written =
                Dlm.runWith("w001 w002\n", "generate", "--model=" + out, "--sampler=ddim", "--steps=2", "--threads=1");
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(written.out().lines()).hasSize(1);
    }

    @Test
    void takesAFileAndTheVocabularyOfTheOfficialCode() throws IOException {
        Path json = Files.writeString(home.resolve("vocab.json"), vocabularyJson());
        Dlm.Result result =
                run("--checkpoint=" + folder.resolve(GoldenCheckpoint.TRAINED.weights()), "--vocab=" + json);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(ModelDirectory.load(out).tokenizer().vocabulary().token(4)).isEqualTo("w000");
    }

    private String vocabularyJson() throws IOException {
        StringBuilder json = new StringBuilder("{\"[START]\": 0, \"[END]\": 1, \"[UNK]\": 2, \"[PAD]\": 3");
        int id = 4;
        for (String word : Files.readAllLines(folder.resolve("vocab.txt"))) {
            json.append(", \"").append(word).append("\": ").append(id++);
        }
        return json.append("}").toString();
    }

    @Test
    void takesTheLastStepOfAFolderAndRefusesToChooseBetweenRates() throws IOException {
        Path weights = folder.resolve(GoldenCheckpoint.TRAINED.weights());
        Files.writeString(folder.resolve("ema_0.9999_000009.pt"), "an older one");
        assertThat(run("--checkpoint=" + folder).code()).isZero();
        Files.copy(weights, folder.resolve("ema_0.9_000060.pt"));
        out = home.resolve("other");
        Dlm.Result result = run("--checkpoint=" + folder);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("[DLM-IMPORT-2]", "ema_0.9999_000060.pt and ema_0.9_000060.pt", "Name the file itself");
        assertThat(out).doesNotExist();
    }

    @Test
    void tellsAllThatIsWrongWithTheSmallFilesAtOnce() throws IOException {
        edit("training_args.json", "\"hidden_dim\": 16", "\"hidden_dim\": \"wide\"");
        edit("training_args.json", "\"predict_xstart\": true", "\"predict_xstart\": false");
        edit("training_args.json", "\"sqrt\"", "\"cosine\"");
        edit("encoder.json", "\"gelu\"", "\"relu\"");
        Dlm.Result result = run("--checkpoint=" + folder);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("key hidden_dim: expected a whole number from 1 to 65536, found 'wide'")
                .contains("key predict_xstart: expected true, found 'false'")
                .contains("key noise_schedule: expected one of [sqrt], found 'cosine'")
                .contains("key hidden_act: expected gelu, found 'relu'");
        assertThat(out).doesNotExist();
    }

    @Test
    void tellsWhatIsMissing() throws IOException {
        Files.delete(folder.resolve("vocab.txt"));
        Dlm.Result result = Dlm.run("import", "--checkpoint=" + folder, "--out=" + out);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("[DLM-IMPORT-4]", "Give that encoder's config.json with --encoder-config.")
                .contains("[DLM-IMPORT-5]", "with --vocab");
        Files.delete(folder.resolve("training_args.json"));
        assertThat(run("--checkpoint=" + folder).err())
                .contains("[DLM-FAMILY-2]", "one that several do: [", "with --family.");
        assertThat(run("--checkpoint=" + folder, "--family=diffuseq").err())
                .contains("[DLM-JSON-1]", "the training_args.json of the official DiffuSeq code, found nothing");
        assertThat(run("--checkpoint=" + home.resolve("nowhere")).code()).isEqualTo(2);
    }

    @Test
    void tellsWhichTensorsDoNotFit() throws IOException {
        edit("training_args.json", "\"hidden_t_dim\": 24", "\"hidden_t_dim\": 26");
        edit("encoder.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
        Dlm.Result result = run("--checkpoint=" + folder);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("tensor time_embed.0.weight: expected floats [104, 26], found F32 [96, 24]")
                .contains(
                        "tensor input_transformers.layer.1.output.dense.weight: expected only the tensors of DiffuSeq's")
                .contains("[DLM-IMPORT-3]");
    }

    @Test
    void tellsAVocabularyOfAnotherSize() throws IOException {
        edit("vocab.txt", "w195\n", "");
        assertThat(run("--checkpoint=" + folder).err())
                .contains("[DLM-IMPORT-6]", "expected 200 tokens, the vocab_size of the model, found 199 tokens");
    }

    @Test
    void anOccupiedPlaceIsRefused() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("thesis.txt"), "precious");
        assertThat(run("--checkpoint=" + folder).err()).contains("[DLM-IO-3]");
        assertThat(out.resolve("thesis.txt")).hasContent("precious");
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(file), text.replace(from, to));
    }
}
