package io.dlmone.backend.onnx;

import io.dlmone.backend.Availability;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Capability;
import io.dlmone.backend.Device;
import io.dlmone.backend.Platform;
import io.dlmone.backend.Precision;
import io.dlmone.backend.ProgramFormat;
import io.dlmone.backend.SharedBackend;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Announces ONNX Runtime on the CPU, and on CUDA devices where its GPU libraries are on the class path. There,
 * variables stay in the memory of the host and cross over with every run: right for generating, slow for training.
 */
public final class OnnxBackendProvider implements BackendProvider {

    static final String NAME = "onnx";

    /** The version of ONNX Runtime that this module is built and tested with. */
    static final String VERSION = "1.28.0";

    private static final String DEVICE = "device of backend onnx";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String engine() {
        return "ONNX Runtime " + VERSION;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.PROFILING, Capability.CUDA);
    }

    @Override
    public Optional<ProgramFormat> format() {
        return Optional.of(new OnnxFormat());
    }

    @Override
    public Availability availability() {
        return availability(UnpackingPlace.ofThisProcess());
    }

    static Availability availability(UnpackingPlace place) {
        String platform = platform(Platform.ofThisSystem());
        if (OnnxBackendProvider.class.getClassLoader().getResource("ai/onnxruntime/native/" + platform) == null) {
            return Availability.missing("Add com.microsoft.onnxruntime:onnxruntime:" + VERSION
                    + " with native libraries for " + platform + " to the class path.");
        }
        return place.fault().map(Availability::missing).orElse(Availability.USABLE);
    }

    @Override
    public Backend open(BackendOptions options) {
        List<Problem> problems = new ArrayList<>();
        deviceProblem(options.device(), hasCudaLibraries()).ifPresent(problems::add);
        if (options.precision() != Precision.FP32) {
            problems.add(new Problem(
                    ErrorId.ONNX_2,
                    "precision of backend onnx",
                    "FP32",
                    options.precision().toString(),
                    "ONNX Runtime multiplies no bfloat16 matrices on the CPU: choose FP32, or another backend."));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return new SharedBackend(OnnxEngine.open(options), options);
    }

    static boolean hasCudaLibraries() {
        String platform = platform(Platform.ofThisSystem());
        String library =
                platform.startsWith("win") ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";
        return OnnxBackendProvider.class
                        .getClassLoader()
                        .getResource("ai/onnxruntime/native/" + platform + "/" + library)
                != null;
    }

    static Optional<Problem> deviceProblem(String device, boolean cudaLibraries) {
        Optional<Device> known = Device.of(device);
        if (known.isEmpty()) {
            return Optional.of(new Problem(ErrorId.ONNX_1, DEVICE, "cpu or cuda[:N]", device, "Choose one of these."));
        }
        return cudaLibraries || !known.get().isCuda()
                ? Optional.empty()
                : Optional.of(new Problem(
                        ErrorId.ONNX_3,
                        DEVICE,
                        "ONNX Runtime's libraries for CUDA",
                        "none on the class path",
                        "Put com.microsoft.onnxruntime:onnxruntime_gpu:" + VERSION
                                + " on it in place of onnxruntime, and install " + OnnxEngine.CUDA_NEEDS
                                + "; or choose cpu, or another backend."));
    }

    /** The name under which ONNX Runtime's jar keeps the libraries of a platform. */
    static String platform(Platform system) {
        return system.named("osx", "win", "aarch64", "x64");
    }
}
