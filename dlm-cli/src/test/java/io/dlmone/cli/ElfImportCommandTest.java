package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.golden.GoldenElf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint of the official ELF code becomes a model directory that writes. */
class ElfImportCommandTest {

    @TempDir
    Path home;

    @Test
    void makesAModelDirectoryWithTheEncoderAndItsTokenizer() throws IOException {
        Path folder = GoldenElf.copyTo(Files.createDirectory(home.resolve("run")));
        Path out = home.resolve("model");
        Dlm.Result result = Dlm.run("import", "--checkpoint=" + folder, "--out=" + out);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("Took checkpoint_12, the last of " + folder);
        assertThat(out.resolve("tokenizer.json")).hasBinaryContent(GoldenElf.bytes("t5/tokenizer.json"));
        assertThat(out.resolve("vocab.txt")).doesNotExist();
        assertThat(out.resolve("README.md"))
                .content()
                .contains("checkpoint_12 sha256:", "config.yml sha256:", "tokenizer.json sha256:");
        ModelBundle model = ModelDirectory.load(out);
        assertThat(model.architecture().family()).isEqualTo("elf");
        assertThat(model.tokenizer().name()).isEqualTo("huggingface");
        assertThat(model.weights()).containsKeys("proj_kernel", "t5.shared.weight");
        ModelDirectory.save(home.resolve("again"), model);
        assertThat(home.resolve("again/tokenizer.json")).hasBinaryContent(GoldenElf.bytes("t5/tokenizer.json"));
        Dlm.Result written =
                Dlm.runWith("Der Hund l\u00e4uft.\n", "generate", "--model=" + out, "--steps=2", "--threads=1");
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(written.out().lines()).hasSize(1);
    }

    @Test
    void takesTheEncoderFromItsOwnFolder() throws IOException {
        Path folder = GoldenElf.copyTo(Files.createDirectory(home.resolve("run")));
        Path t5 = Files.move(folder.resolve("t5"), home.resolve("elsewhere"));
        Path out = home.resolve("model");
        Dlm.Result refused = Dlm.run("import", "--family=elf", "--checkpoint=" + folder, "--out=" + out);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("[DLM-IMPORT-4]", "with --encoder.");
        assertThat(out).doesNotExist();
        Dlm.Result result =
                Dlm.run("import", "--family=elf", "--checkpoint=" + folder, "--encoder=" + t5, "--out=" + out);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(ModelDirectory.load(out).weights()).hasSize(66);
    }

    @Test
    void aCheckpointThatIsNotThereIsNotCalledOneOfNoFamily() {
        Path nowhere = home.resolve("nowhere");
        List<String> args = List.of("import", "--checkpoint=" + nowhere, "--out=" + home.resolve("m"));
        for (Dlm.Result result : List.of(Dlm.run(args), Dlm.run(args, "--family=elf"))) {
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("[DLM-CKPT-1] " + nowhere + ": expected a readable PyTorch checkpoint");
        }
    }
}
