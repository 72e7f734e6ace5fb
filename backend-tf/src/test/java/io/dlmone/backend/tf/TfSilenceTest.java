package io.dlmone.backend.tf;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a Java virtual machine of its own, whose standard error is all there is to see. */
class TfSilenceTest {

    /** Opens the engine and runs what it is known to have remarks about. */
    static final class Probe {

        private Probe() {}

        public static void main(String[] args) {
            Graph g = new Graph("talk");
            Value i = g.input("i", DType.INT64, 8, 8);
            g.output("turned", Ops.transpose(i, 1, 0));
            g.output("part", Ops.slice(i, 0, 1, 3));
            Tensor numbers = Tensor.of(Shape.of(8, 8), new long[64]);
            try (Backend backend = new TfBackendProvider().open(BackendOptions.defaults())) {
                backend.compile(g).run(Map.of("i", numbers));
            }
            System.out.println("ran");
        }
    }

    @Test
    void theEngineSaysNothing(@TempDir Path dir) throws Exception {
        File out = dir.resolve("out.txt").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Probe.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(Files.readAllLines(out.toPath(), StandardCharsets.UTF_8))
                .filteredOn(line -> !line.startsWith("WARNING: ")) // Java's own, on native access, since 24
                .containsExactly("ran");
    }
}
