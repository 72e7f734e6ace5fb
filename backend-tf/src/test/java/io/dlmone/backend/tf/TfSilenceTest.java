package io.dlmone.backend.tf;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Precision;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a Java virtual machine of its own, whose standard error is all there is to see. */
class TfSilenceTest {

    @TempDir
    Path dir;

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

    /** Multiplies in bfloat16. */
    static final class HalfProbe {

        private HalfProbe() {}

        public static void main(String[] args) {
            Graph g = new Graph("halves");
            Value x = g.input("x", DType.FLOAT32, 8, 8);
            g.output("y", Ops.matmul(x, x));
            BackendOptions options = new BackendOptions("cpu", 1, Precision.BF16, Optional.empty());
            try (Backend backend = new TfBackendProvider().open(options)) {
                backend.compile(g).run(Map.of("x", Tensor.zeros(Shape.of(8, 8))));
            }
            System.out.println("ran");
        }
    }

    @Test
    void theEngineSaysNothing() throws Exception {
        assertThat(lines(Probe.class, Map.of())).containsExactly("ran");
    }

    /** Its own check of the processor does not know of the cap. */
    @Test
    void aCapOnOneDnnDoesNotCrashIt() throws Exception {
        assertThat(lines(HalfProbe.class, Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"))).containsExactly("ran");
    }

    private List<String> lines(Class<?> main, Map<String, String> environment) throws Exception {
        File out = dir.resolve("out.txt").toFile();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        main.getName())
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out);
        builder.environment().putAll(environment);
        assertThat(builder.start().waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        return Files.readAllLines(out.toPath(), StandardCharsets.UTF_8).stream()
                .filter(line -> !line.startsWith("WARNING: ")) // Java's own, on native access, since 24
                .toList();
    }
}
