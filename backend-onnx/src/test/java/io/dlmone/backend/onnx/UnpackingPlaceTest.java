package io.dlmone.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dlmone.backend.Availability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnpackingPlaceTest {

    @TempDir
    Path home;

    @Test
    void theMachinesOwnWillDo() {
        assertThat(UnpackingPlace.ofThisProcess().fault()).isEmpty();
    }

    @Test
    void whatIsNoDirectoryIsNamed() throws IOException {
        Path missing = home.resolve("missing");
        assertRefused(missing, "does not exist");
        assertRefused(Files.createFile(missing), "is no directory");
    }

    @ParameterizedTest
    @CsvSource({"noexec, noexec", "ro, cannot be written", "size=64k, room for 0 MiB only"})
    void aMountThatCannotHoldLibrariesIsNamed(String option, String reason) throws Exception {
        Path place = Files.createDirectory(home.resolve("a place"));
        int mounted = run("mount", "-t", "tmpfs", "-o", option, "none", place.toString());
        assumeThat(mounted).as("mounting needs root").isZero();
        try {
            assertRefused(place, reason);
        } finally {
            run("umount", place.toString());
        }
    }

    private static void assertRefused(Path place, String reason) {
        Availability availability = OnnxBackendProvider.availability(new UnpackingPlace(place));
        assertThat(availability.usable()).isFalse();
        assertThat(availability.reason()).contains(place.toString(), reason, "-Djava.io.tmpdir");
    }

    private static int run(String... command) throws InterruptedException {
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
}
