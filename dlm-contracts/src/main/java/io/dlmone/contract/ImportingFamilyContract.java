package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.teacher.ImportingFamily;
import io.dlmone.teacher.ImportingFamily.Imported;
import io.dlmone.tensor.DType;
import io.dlmone.text.SequenceLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every family must do that imports the checkpoints of its official code. One proves itself with a subclass that
 * writes a small checkpoint.
 */
public abstract class ImportingFamilyContract {

    private static final int SPOILT = 15;

    /** Where the checkpoint and the files beside it are written. */
    @TempDir
    protected Path home;

    private ImportingFamily.Files files;

    /** {@return the family} */
    protected abstract ImportingFamily family();

    /**
     * Writes a small checkpoint with all that lies beside it.
     *
     * @param folder where to, an empty directory
     * @return what the user would give
     */
    protected abstract ImportingFamily.Files write(Path folder);

    /** {@return a text that has tokens of the vocabulary} */
    protected abstract String text();

    @BeforeEach
    final void writeACheckpoint() {
        files = write(home);
    }

    private Imported read() {
        return family().checkpoint(files);
    }

    @Test
    final void aCheckpointBecomesAWholeModel() {
        Imported imported = read();
        TeacherModel model = imported.model();
        assertThat(model.family()).isEqualTo(family().name());
        assertThat(family().create(model.config()).config()).isEqualTo(model.config());
        assertThat(imported.weights().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        model.parameters().stream().map(ParameterSpec::name).toList());
        for (ParameterSpec spec : model.parameters()) {
            assertThat(imported.weights().get(spec.name()).shape())
                    .as(spec.name())
                    .isEqualTo(spec.shape());
            assertThat(imported.weights().get(spec.name()).type()).isEqualTo(DType.FLOAT32);
        }
        assertThat(imported.tokenizer().vocabulary().size()).isEqualTo(model.vocabulary());
        SequenceLayout layout = model.layout(imported.tokenizer());
        SequenceLayout.Encoded row = layout.encode(text(), text());
        assertThat(row.ids()).hasSize(model.length());
        assertThat(layout.decodeClean(row.ids(), row.start())).isEqualTo(text());
        assertThat(read().weights()).isEqualTo(imported.weights());
    }

    @Test
    final void saysWhatItWasReadFrom() {
        Imported imported = read();
        assertThat(imported.files())
                .containsKeys("checkpoint", "vocabulary")
                .allSatisfy((what, file) -> assertThat(file).as(what).isRegularFile());
        assertThat(imported.note()).isNotNull();
    }

    @Test
    final void isRecognisedByItsFilesAlone() throws IOException {
        assertThat(family().recognises(files.location())).isTrue();
        assertThat(family().recognises(read().files().get("checkpoint"))).isTrue();
        Path empty = Files.createDirectory(home.resolve("empty"));
        assertThat(family().recognises(empty)).isFalse();
        assertThat(family().recognises(empty.resolve("nothing"))).isFalse();
        assertThat(family().recognises(Files.writeString(empty.resolve("text"), "text")))
                .isFalse();
        assertThat(family().recognises(Path.of("nothing"))).isFalse();
    }

    @Test
    final void aFileThatIsMissingIsNamedOrNotNeeded() throws IOException {
        for (Map.Entry<String, Path> each : read().files().entrySet()) {
            byte[] sound = Files.readAllBytes(each.getValue());
            Files.delete(each.getValue());
            UserException refused = catchThrowableOfType(UserException.class, this::read);
            if (refused != null) {
                assertThat(refused.problems())
                        .extracting(Problem::where)
                        .as(each.getKey())
                        .allMatch(where -> where.startsWith(home.toString()) || where.startsWith("tokenizer"));
            }
            assertThat(refused == null && each.getKey().equals("checkpoint")).isFalse();
            Files.write(each.getValue(), sound);
        }
    }

    @Test
    final void aSpoiltFileIsRefusedOrRead() throws IOException {
        for (Path file : read().files().values()) {
            byte[] sound = Files.readAllBytes(file);
            Mutations.run(SPOILT, 1, sound, bytes -> {
                Mutations.write(file, bytes);
                read();
            });
            Mutations.run(1, 1, new byte[] {1, 2, 3}, bytes -> {
                Mutations.write(file, bytes);
                assertThat(catchThrowableOfType(UserException.class, this::read))
                        .as(file.toString())
                        .isNotNull();
            });
            Mutations.write(file, sound);
        }
    }
}
