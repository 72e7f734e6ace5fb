package io.dlmone.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptLibrariesTest {

    private static final String ENGINE = System.mapLibraryName("onnxruntime");

    @TempDir
    Path home;

    private KeptLibraries kept;

    @BeforeEach
    void nameADirectory() {
        kept = new KeptLibraries(home.resolve("a/b c"));
    }

    @Test
    void areUnpackedOnce() throws IOException {
        Path place = kept.unpacked().orElseThrow();
        assertThat(place).startsWith(kept.directory());
        assertThat(place.resolve(ENGINE)).isExecutable();
        assertThat(place.resolve(System.mapLibraryName("onnxruntime4j_jni"))).isExecutable();
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(place.resolve(ENGINE), old);
        assertThat(kept.unpacked()).contains(place);
        assertThat(Files.getLastModifiedTime(place.resolve(ENGINE))).isEqualTo(old);
    }

    @Test
    void areUnpackedAgainWhereOneWasCutShort() throws IOException {
        Path place = kept.unpacked().orElseThrow();
        long whole = Files.size(place.resolve(ENGINE));
        Files.writeString(place.resolve(ENGINE), "cut");
        assertThat(kept.unpacked()).contains(place);
        assertThat(place.resolve(ENGINE)).hasSize(whole).isExecutable();
    }

    @Test
    void areUnpackedByManyAtATime() throws IOException {
        List<CompletableFuture<Optional<Path>>> all = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(kept::unpacked))
                .toList();
        Path place = all.get(0).join().orElseThrow();
        assertThat(all).allSatisfy(one -> assertThat(one.join()).contains(place));
        try (Stream<Path> files = Files.list(place)) {
            assertThat(files.map(file -> file.getFileName().toString())).allMatch(name -> name.endsWith(lastPart()));
        }
    }

    private static String lastPart() {
        return ENGINE.substring(ENGINE.lastIndexOf('.'));
    }

    @Test
    void areNotKeptWhereTheyCannotBe() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");
        assertThat(new KeptLibraries(file).unpacked()).isEmpty();
        assertThat(file).isEmptyFile();
    }
}
