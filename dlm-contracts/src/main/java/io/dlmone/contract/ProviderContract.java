package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlmone.backend.Availability;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Capability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every backend's provider must do before anything is opened. A backend proves itself with a subclass. */
public abstract class ProviderContract {

    /** {@return a new provider} */
    protected abstract BackendProvider provider();

    /** {@return the class path on which a service loader finds the provider} */
    protected String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    @Test
    final void itsNameIsStableAndFitForACommandLine() {
        assertThat(provider().name())
                .matches("[a-z][a-z0-9-]*")
                .isEqualTo(provider().name());
    }

    @Test
    final void tellsItsEngine() {
        assertThat(provider().engine()).isNotBlank();
    }

    @Test
    final void itsCapabilitiesAreFixed() {
        assertThat(provider().capabilities()).isEqualTo(provider().capabilities());
        assertThatThrownBy(() -> provider().capabilities().add(Capability.PROFILING))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    final void saysWhyItCannotBeUsed() {
        Availability a = provider().availability();
        if (a.usable()) {
            assertThat(a.reason()).isEmpty();
        } else {
            assertThat(a.reason()).as("why not, and what to add").isNotBlank();
        }
    }

    @Test
    final void isFoundByName() {
        assertThat(Backends.all().stream()
                        .filter(p -> p.name().equals(provider().name())))
                .as("registered in META-INF/services/" + BackendProvider.class.getName())
                .singleElement()
                .isInstanceOf(provider().getClass());
    }

    /** In a Java virtual machine of its own: finds all providers, asks them everything, and loads no library. */
    @Test
    final void findingAndAskingItLoadsNoNativeCode(@TempDir Path dir) throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(ProviderProbe.MAPS), "NOT CHECKED: this system has no " + ProviderProbe.MAPS);
        Path out = dir.resolve("out.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        ProviderProbe.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        assertThat(lines).contains("found " + provider().name());
        assertThat(lines).as("native libraries").noneMatch(l -> l.startsWith("loaded "));
    }
}
