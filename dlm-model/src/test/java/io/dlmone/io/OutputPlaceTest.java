package io.dlmone.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Places that are no plain file or directory: found out before work is done, and left as they are. */
class OutputPlaceTest {

    @TempDir
    Path home;

    @Test
    @Timeout(60)
    void bytesGoThroughAPipeThatStays() throws Exception {
        Path pipe = home.resolve("pipe");
        needs("mkfifo", pipe.toString());
        OutputPlace.requireFile(pipe);
        CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> read(pipe));
        AtomicFiles.write(pipe, out -> out.write("through".getBytes(StandardCharsets.UTF_8)));
        assertThat(reader.get()).isEqualTo("through");
        assertThat(Files.isRegularFile(pipe)).isFalse();
        assertThat(names(home)).containsExactly("pipe");
    }

    @Test
    void aDeviceStaysADevice() throws Exception {
        Path device = home.resolve("null");
        needs("mknod", device.toString(), "c", "1", "3");
        Path link = Files.createSymbolicLink(home.resolve("link"), device);
        for (Path target : List.of(device, link)) {
            OutputPlace.requireFile(target);
            AtomicFiles.write(target, out -> out.write(1));
        }
        assertThat(Files.isRegularFile(device)).isFalse();
        assertThat(names(home)).containsExactly("link", "null");
    }

    @Test
    void whatFailsBehindADeviceIsTold() {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        assertThatThrownBy(() -> AtomicFiles.write(full, out -> out.write(1)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-IO-1")
                .hasMessageNotContaining("Nothing was written");
        assertThat(Files.isRegularFile(full)).isFalse();
    }

    @Test
    void aFileThatCannotBeReplacedIsWrittenThrough() throws Exception {
        Path mounted = Files.writeString(home.resolve("mounted"), "older and longer");
        Path source = Files.writeString(Path.of("/dev/shm").resolve("dlm-" + home.getFileName()), "");
        try {
            needs("mount", "--bind", source.toString(), mounted.toString());
            try {
                OutputPlace.requireFile(mounted);
                AtomicFiles.write(mounted, out -> out.write('x'));
                assertThat(source).hasContent("x");
            } finally {
                run("umount", mounted.toString());
            }
        } finally {
            Files.delete(source);
        }
    }

    @Test
    void whatIsNoFileIsRefusedBeforeAnyWork() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");
        assertRefused("DLM-IO-5", () -> OutputPlace.requireFile(home));
        assertRefused("a file at " + file, () -> OutputPlace.requireFile(file.resolve("deeper/out.jsonl")));
        assertRefused("a file at " + file, () -> OutputPlace.requireDirectory(file.resolve("model")));
        assertRefused("DLM-IO-3", () -> OutputPlace.requireDirectory(file));
        assertRefused("DLM-IO-3", () -> OutputPlace.requireDirectory(home));
        Path loop = Files.createSymbolicLink(home.resolve("loop"), home.resolve("loop"));
        assertRefused("symbolic links", () -> OutputPlace.requireFile(loop));
        assertThat(names(home)).containsExactly("file", "loop");
    }

    @Test
    void aPlaceWithoutPermissionIsRefusedBeforeAnyWork() {
        Path system = Path.of("/proc/self");
        assumeThat(system).isDirectory();
        assertRefused("DLM-IO-2", () -> OutputPlace.requireFile(system.resolve("x/out")));
        assertRefused("DLM-IO-2", () -> OutputPlace.requireDirectory(system.resolve("x/model")));
    }

    @Test
    void nothingIsLeftWhereAPlaceIsFree() throws IOException {
        OutputPlace.requireFile(home.resolve("a/b/out"));
        OutputPlace.requireDirectory(home.resolve("a/b/model"));
        Path link = Files.createSymbolicLink(home.resolve("link"), home.resolve("a/file"));
        OutputPlace.requireFile(link);
        assertThat(names(home)).containsExactly("link");
        AtomicFiles.write(link, out -> out.write('x'));
        assertThat(home.resolve("a/file")).hasContent("x");
    }

    @Test
    void anEmptyDirectoryKeepsItsPlace() throws IOException {
        Path directory = Files.createDirectory(home.resolve("model"));
        Object before =
                Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
        AtomicFiles.writeDirectory(directory, d -> Files.writeString(d.resolve("a"), "1"));
        assertThat(Files.readAttributes(directory, BasicFileAttributes.class).fileKey())
                .isEqualTo(before);
        assertThat(names(directory)).containsExactly("a");
        assertThat(names(home)).containsExactly("model");
    }

    @Test
    void aFailureLeavesAnEmptyDirectoryEmpty() throws IOException {
        Path directory = Files.createDirectory(home.resolve("model"));
        assertThatThrownBy(() -> AtomicFiles.writeDirectory(directory, d -> {
                    Files.writeString(d.resolve("a"), "1");
                    throw new IOException("pulled the plug");
                }))
                .isInstanceOf(UserException.class);
        assertThat(names(directory)).isEmpty();
    }

    @Test
    void aMountedDirectoryIsWrittenAndReplacedWhereItIs() throws Exception {
        Path volume = Files.createDirectory(home.resolve("volume"));
        needs("mount", "-t", "tmpfs", "none", volume.toString());
        try {
            Files.createDirectory(volume.resolve("lost+found"));
            OutputPlace.requireDirectory(volume);
            AtomicFiles.writeDirectory(volume, d -> {
                Files.writeString(d.resolve("a"), "1");
                Files.writeString(d.resolve("b"), "1");
            });
            assertThat(names(volume)).containsExactly("a", "b", "lost+found");
            AtomicFiles.replaceDirectory(volume, d -> Files.writeString(d.resolve("b"), "2"));
            assertThat(names(volume)).containsExactly("b", "lost+found");
            assertThat(volume.resolve("b")).hasContent("2");
        } finally {
            run("umount", volume.toString());
        }
        assertThat(names(home)).containsExactly("volume");
    }

    private static void assertRefused(String part, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(UserException.class).hasMessageContaining(part);
    }

    /** Runs a command that makes what the test is about; without it, or the right to use it, the test is skipped. */
    private static void needs(String... command) throws Exception {
        assumeThat(run(command))
                .as(String.join(" ", command) + " (may need root)")
                .isZero();
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noSuchCommand) {
            return 127;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}
