package io.dlmone.cli;

import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Precision;
import io.dlmone.backend.djl.DjlBackendProvider;
import io.dlmone.backend.onnx.OnnxBackendProvider;
import io.dlmone.backend.tf.TfBackendProvider;
import io.dlmone.contract.PluginJar;
import io.dlmone.error.ErrorId;
import io.dlmone.golden.GoldenElf;
import io.dlmone.tensor.Shape;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Engines that are not there, or cannot do what is asked; where a process has to be made so, in a JVM of its own. */
final class EngineProblems extends Provocations {

    private static final BackendOptions CPU = BackendOptions.defaults().withThreads(1);

    EngineProblems(Path home) {
        super(home);
        backends();
        devices();
        libraries();
        refuse(ErrorId.SIZE_1, () -> Shape.of(65_536, 65_536).requireArray(Float.BYTES, "attention"));
    }

    private void backends() {
        provoke(ErrorId.BACKEND_2, EngineProblems::withoutAnyBackend);
        provoke(
                ErrorId.BACKEND_3,
                () -> refusalWith(
                        new PluginJar()
                                .source("p.Absent", """
                                        package p;
                                        import io.dlmone.backend.*;
                                        public final class Absent implements BackendProvider {
                                            @Override public String name() { return "absent"; }
                                            @Override public String description() { return "An engine."; }
                                            @Override public String engine() { return "None"; }
                                            @Override public java.util.Set<Capability> capabilities() {
                                                return java.util.Set.of();
                                            }
                                            @Override public Availability availability() {
                                                return Availability.missing("Add its libraries to the class path.");
                                            }
                                            @Override public Backend open(BackendOptions options) {
                                                throw new AssertionError("not opened");
                                            }
                                        }
                                        """)
                                .service(BackendProvider.class, "p.Absent")
                                .write(home.resolve("absent.jar")),
                        () -> Backends.named("absent")));
        command(ErrorId.BACKEND_4, "generate", "--backend=onnx", "--precision=bf16");
        refuse(ErrorId.ONNX_2, () -> new OnnxBackendProvider()
                .open(new BackendOptions(CPU.device(), CPU.threads(), Precision.BF16, Optional.empty()))
                .close());
        command(
                ErrorId.ONNX_5,
                "evaluate",
                "--outputs=" + outputs(),
                "--bertscore=" + home.resolve("none.onnx"),
                "--threads=1");
        provoke(ErrorId.BERTSCORE_1, () -> {
            Path model = home.resolve("model.onnx");
            Files.write(model, BertScoreFlagTest.lookup("pixels").toByteArray());
            Files.writeString(home.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\neast\nnorth\nnortheast\n");
            return told(Dlm.run("evaluate", "--outputs=" + outputs(), "--bertscore=" + model, "--threads=1"));
        });
        BackendOptions profiled =
                new BackendOptions(CPU.device(), CPU.threads(), CPU.precision(), Optional.of(Path.of("profile")));
        refuse(ErrorId.DJL_5, () -> new DjlBackendProvider().open(profiled).close());
        refuse(ErrorId.TF_3, () -> new TfBackendProvider().open(profiled).close());
    }

    private Path outputs() {
        try {
            return Files.writeString(
                    home.resolve("outputs.json"),
                    "{\"recover\": \"[CLS] east [SEP]\", \"reference\": \"east\", \"source\": \"s\"}");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks a class path with nothing but this library's lowest module. */
    private static String withoutAnyBackend() throws Exception {
        URL api = Backends.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader alone = new URLClassLoader(new URL[] {api}, ClassLoader.getPlatformClassLoader())) {
            Class<?> backends = alone.loadClass(Backends.class.getName());
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(alone);
            try {
                return "found " + backends.getMethod("preferred").invoke(null);
            } catch (InvocationTargetException refused) {
                return refused.getCause().getMessage();
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
    }

    private void devices() {
        command(ErrorId.DJL_1, "generate", "--backend=djl", "--device=tpu");
        command(ErrorId.ONNX_1, "generate", "--backend=onnx", "--device=tpu");
        command(ErrorId.TF_1, "generate", "--backend=tf", "--device=tpu");
        command(ErrorId.DJL_2, "generate", "--backend=djl", "--device=cuda");
        command(ErrorId.ONNX_3, "generate", "--backend=onnx", "--device=cuda");
        command(ErrorId.TF_2, "generate", "--backend=tf", "--device=cuda");
    }

    /** A process that finds what it is given in place of libraries. */
    private String generate(String environment, String javaOptions, String... flags) {
        String script = environment + " JAVA_TOOL_OPTIONS='" + javaOptions + "' \"$@\"";
        return told(Shell.run(home, "echo 'how far is it ?' | " + script, List.of(flags)));
    }

    private void libraries() {
        // No library of CUDA's is there, but for an empty file: what a broken installation looks like.
        provoke(
                ErrorId.ONNX_4,
                () -> withResource("ai/onnxruntime/native/linux-x64/libonnxruntime_providers_cuda.so", "onnx"));
        provoke(
                ErrorId.TF_4,
                () -> withResource("org/tensorflow/internal/c_api/linux-x86_64-gpu/libjnitensorflow.so", "tf"));
        provoke(ErrorId.DJL_4, () -> {
            Path broken = Files.createDirectories(home.resolve("torch"));
            for (String name : List.of("libc10.so", "libtorch_cpu.so", "libtorch.so")) {
                Files.writeString(broken.resolve(name), "");
            }
            return generate(
                    "PYTORCH_LIBRARY_PATH=" + broken + " PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cpu",
                    "-DDJL_CACHE_DIR=" + home.resolve("djl"),
                    "generate",
                    "--backend=djl");
        });
        provoke(ErrorId.DJL_3, () -> {
            new DjlBackendProvider().open(CPU).close(); // unpacks PyTorch's libraries for CPUs
            try (Stream<Path> unpacked =
                    Files.list(Path.of(System.getProperty("DJL_CACHE_DIR")).resolve("pytorch"))) {
                Path libraries = unpacked.filter(Files::isDirectory).findFirst().orElseThrow();
                return generate(
                        "PYTORCH_LIBRARY_PATH=" + libraries, "", "generate", "--backend=djl", "--device=cuda:9");
            }
        });
        provoke(ErrorId.TOKEN_4, () -> {
            Path broken = Files.createDirectories(home.resolve("tokens"));
            Files.writeString(broken.resolve("libtokenizers.so"), "");
            Files.writeString(broken.resolve("config.json"), "{\"tokenizer\": \"huggingface\"}");
            Files.write(broken.resolve("tokenizer.json"), GoldenElf.bytes("t5/tokenizer.json"));
            return generate(
                    "RUST_LIBRARY_PATH=" + broken.resolve("libtokenizers.so"), "", "generate", "--model=" + broken);
        });
        provoke(ErrorId.ONNX_6, () -> {
            Path broken = Files.createDirectories(home.resolve("ort"));
            Files.writeString(broken.resolve("libonnxruntime.so"), "");
            Files.writeString(broken.resolve("libonnxruntime4j_jni.so"), "");
            return generate(
                    "",
                    "-Djava.io.tmpdir=" + Files.createDirectories(home.resolve("tmp")) + " -Donnxruntime.native.path="
                            + broken,
                    "generate",
                    "--backend=onnx");
        });
        provoke(
                ErrorId.TF_5,
                () -> generate(
                        "",
                        "-Djna.tmpdir=" + home
                                + " -Dorg.bytedeco.javacpp.cachedir=/proc/none -Duser.home=/proc/none -Djava.io.tmpdir=/proc/none",
                        "generate",
                        "--backend=tf"));
    }

    private String withResource(String name, String backend) throws IOException {
        Path root = home.resolve("resources");
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        String script = "echo 'how far is it ?' | \"$1\" -cp \"$5:" + root + "\" \"${@:6}\"";
        return told(Shell.run(home, script, List.of("generate", "--backend=" + backend, "--device=cuda")));
    }
}
