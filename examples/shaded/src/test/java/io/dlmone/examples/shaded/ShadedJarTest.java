package io.dlmone.examples.shaded;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.student.TextGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadedJarTest {

    private static final String SOURCE = "can my parrot travel with me by taxi ?";
    private static final Path JAR = Path.of(System.getProperty("example.jar"));

    @TempDir
    Path home;

    @Test
    void writesWhatTheSeparateJarsWrite() throws IOException, InterruptedException {
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        JAR.toString(),
                        SOURCE)
                .directory(home.toFile())
                .redirectError(err.toFile())
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        try (TextGenerator generator = TextGenerator.open("builtin:paraphrase-student")) {
            assertThat(out).hasContent(generator.generate(List.of(SOURCE)).get(0));
        }
    }

    @Test
    void hasTheServicesOfAllJarsAndNoSignatures() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            String families = new String(
                    jar.getInputStream(jar.getEntry("META-INF/services/io.dlmone.model.TeacherFamily"))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            assertThat(families).contains("diffuseq", "flowseq", "elf");
            assertThat(jar.stream().map(JarEntry::getName))
                    .contains("META-INF/LICENSE")
                    .noneMatch(name -> name.matches("META-INF/.*\\.(SF|DSA|RSA)"));
        }
        assertThat(Files.size(JAR)).isLessThan(100_000_000);
    }
}
