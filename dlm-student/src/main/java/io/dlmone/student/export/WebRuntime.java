package io.dlmone.student.export;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * ONNX Runtime for browsers, as its package onnxruntime-web has it, of which a page takes what computes in WebAssembly.
 *
 * @param dist the folder of the package with its files
 * @param version of them
 */
record WebRuntime(Path dist, String version) {

    private static final String MODULE = "ort.wasm.min.mjs";

    /** What is taken, and how it is called beside a page: hosts know what a file of name {@code .js} is. */
    private static final Map<String, String> FILES = Map.of(
            MODULE,
            "ort.wasm.min.js",
            "ort-wasm-simd-threaded.mjs",
            "ort-wasm-simd-threaded.js",
            "ort-wasm-simd-threaded.wasm",
            "ort-wasm-simd-threaded.wasm");

    private static final String TESTED = "1.30.0";
    private static final int LEAST = 20;
    private static final Pattern BANNER = Pattern.compile("ONNX Runtime Web v((\\d+)\\.(\\d+)\\.\\d+)");
    private static final int BANNER_BYTES = 400;

    /**
     * Finds it.
     *
     * @param place the package's folder of files, the package, a {@code node_modules} that has it, or what has that
     * @throws UserException if it is not there or of a version that may not do
     */
    static WebRuntime in(Path place) {
        Path dist = Stream.of("", "dist", "onnxruntime-web/dist", "node_modules/onnxruntime-web/dist")
                .map(place::resolve)
                .filter(folder -> Files.isRegularFile(folder.resolve(MODULE)))
                .findFirst()
                .orElseThrow(() -> refused(place, "no " + MODULE));
        List<String> missing = FILES.keySet().stream()
                .filter(name -> !Files.isRegularFile(dist.resolve(name)))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw refused(dist, "no " + String.join(", no ", missing));
        }
        Matcher version = BANNER.matcher(banner(dist.resolve(MODULE)));
        if (!version.find()) {
            throw refused(dist, "a " + MODULE + " that does not tell its version");
        }
        if (Integer.parseInt(version.group(2)) != 1 || Integer.parseInt(version.group(3)) < LEAST) {
            throw refused(dist, "version " + version.group(1));
        }
        return new WebRuntime(dist, version.group(1));
    }

    private static String banner(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(BANNER_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw refused(file, "a file that cannot be read");
        }
    }

    private static UserException refused(Path place, String found) {
        return new UserException(new Problem(
                ErrorId.EXPORT_3,
                "setting runtime " + place,
                "the files of onnxruntime-web 1." + LEAST + " or a newer 1.x, on which the page runs",
                found,
                "Run 'npm install onnxruntime-web@" + TESTED + "' and name its node_modules with setting runtime."));
    }

    /** Copies it, and its licence. */
    void copy(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Files.write(folder.resolve(file.getValue()), Files.readAllBytes(dist.resolve(file.getKey())));
        }
        try (InputStream licence = WebRuntime.class.getResourceAsStream("onnxruntime-web-LICENSE.txt")) {
            Files.copy(Objects.requireNonNull(licence), folder.resolve("LICENSE.txt"));
        }
    }
}
