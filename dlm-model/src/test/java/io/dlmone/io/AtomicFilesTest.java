package io.dlmone.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dlmone.error.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

    @TempDir
    Path home;

    @Test
    void severalFilesAreWrittenAllOrNone() throws IOException {
        Path first = Files.writeString(home.resolve("a"), "old");
        Path second = home.resolve("b");
        Map<Path, ThrowingConsumer<? super OutputStream>> contents = new LinkedHashMap<>();
        contents.put(first, out -> out.write('1'));
        contents.put(second, out -> {
            throw new IOException("No space left on device");
        });
        assertThatThrownBy(() -> AtomicFiles.writeAll(contents))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-IO-1");
        assertThat(first).hasContent("old");
        assertThat(second).doesNotExist();
        contents.put(second, out -> out.write('2'));
        AtomicFiles.writeAll(contents);
        assertThat(first).hasContent("1");
        assertThat(second).hasContent("2");
        try (Stream<Path> all = Files.list(home)) {
            assertThat(all).hasSize(2);
        }
    }

    @Test
    void writesAndReplacesAFile() throws IOException {
        Path file = home.resolve("deep/er/file.txt");
        AtomicFiles.write(file, out -> out.write(bytes("one")));
        AtomicFiles.write(file, out -> out.write(bytes("two")));
        assertThat(file).hasContent("two");
        assertThat(names(file.getParent())).containsExactly("file.txt");
    }

    @Test
    void aFailureKeepsTheOldFileAndLeavesNothingElse() throws IOException {
        Path file = home.resolve("file.txt");
        AtomicFiles.write(file, out -> out.write(bytes("old")));
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(bytes("half"));
                    throw new IOException("pulled the plug");
                }))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-IO-2")
                .hasMessageContaining("pulled the plug");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    throw new IllegalStateException("a fault of ours");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("old");
        assertThat(names(home)).containsExactly("file.txt");
    }

    @Test
    void aFullDiskIsToldAsSuch() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        Path file = home.resolve("model.bin");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(1);
                    try (OutputStream device = Files.newOutputStream(full)) {
                        device.write(1);
                    }
                }))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-IO-1")
                .hasMessageContaining("full disk");
        assertThat(names(home)).isEmpty();
    }

    @Test
    void aFileInTheWayIsTold() throws IOException {
        Path file = Files.writeString(home.resolve("file.txt"), "old");
        assertThatThrownBy(() -> AtomicFiles.write(file.resolve("model.bin"), out -> out.write(1)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-IO-2")
                .hasMessageContaining("a file at " + file);
        assertThatThrownBy(() -> AtomicFiles.replaceDirectory(file, d -> {}))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-IO-2");
        assertThat(file).hasContent("old");
    }

    @Test
    void followsASymbolicLink() throws IOException {
        Path file = Files.writeString(home.resolve("file.txt"), "old");
        Path link = Files.createSymbolicLink(home.resolve("link"), file);
        AtomicFiles.write(link, out -> out.write(bytes("new")));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void writesADirectoryButSparesAFilledOne() throws IOException {
        Path directory = home.resolve("model");
        AtomicFiles.writeDirectory(directory, d -> Files.writeString(d.resolve("a"), "1"));
        assertThat(directory.resolve("a")).hasContent("1");
        assertThatThrownBy(() -> AtomicFiles.writeDirectory(directory, d -> Files.writeString(d.resolve("b"), "2")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-IO-3");
        assertThat(names(directory)).containsExactly("a");
    }

    @Test
    void replacesADirectoryWhole() throws IOException {
        Path directory = home.resolve("model");
        AtomicFiles.writeDirectory(directory, d -> Files.writeString(d.resolve("a"), "1"));
        AtomicFiles.replaceDirectory(directory, d -> Files.writeString(d.resolve("b"), "2"));
        assertThat(names(directory)).containsExactly("b");
        assertThatThrownBy(() -> AtomicFiles.replaceDirectory(directory, d -> {
                    Files.writeString(d.resolve("c"), "3");
                    throw new IOException("no more");
                }))
                .isInstanceOf(UserException.class);
        assertThat(names(directory)).containsExactly("b");
        assertThat(names(home)).containsExactly("model");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}
