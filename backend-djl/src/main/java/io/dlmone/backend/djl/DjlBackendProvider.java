package io.dlmone.backend.djl;

import io.dlmone.backend.Availability;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Capability;
import io.dlmone.backend.Device;
import io.dlmone.backend.Platform;
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
 * Announces PyTorch through DJL. The libraries come from the class path (the CPU's), or from the directory that the
 * environment variable {@code PYTORCH_LIBRARY_PATH} names (CUDA's). The first start unpacks those of the class path
 * into DJL's cache, {@code ~/.djl.ai} or what {@code DJL_CACHE_DIR} names.
 *
 * <p>Opening a backend sets DJL's system properties {@code OPT_OUT_TRACKING} and {@code ai.djl.offline} to true, unless
 * the application has set them. The number of threads is PyTorch's own and one for the process: two open backends with
 * different numbers set it in turn.
 */
public final class DjlBackendProvider implements BackendProvider {

    static final String NAME = "djl";

    /** The version of PyTorch that this module is built and tested with. */
    static final String PYTORCH = "2.7.1";

    static final String DJL = "0.35.1";

    static final String CUDA_REMEDY =
            "Install libtorch " + PYTORCH + " for CUDA 12.8 (no other version works) and a driver"
                    + " for it, and set PYTORCH_LIBRARY_PATH to its lib directory, PYTORCH_VERSION=" + PYTORCH
                    + " and PYTORCH_FLAVOR=cu128; or choose cpu.";

    private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String engine() {
        return "PyTorch " + PYTORCH + " (DJL " + DJL + ")";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.CUDA, Capability.BF16);
    }

    @Override
    public Optional<ProgramFormat> format() {
        return Optional.of(new TorchScriptFormat());
    }

    @Override
    public Availability availability() {
        if (System.getenv(LIBRARY_PATH) != null) {
            return Availability.USABLE;
        }
        String platform = platform(Platform.ofThisSystem());
        return DjlBackendProvider.class.getClassLoader().getResource("pytorch/cpu/" + platform + "/") != null
                ? Availability.USABLE
                : Availability.missing(
                        "Add ai.djl.pytorch:pytorch-native-cpu:" + PYTORCH + ":" + platform + " to the class path.");
    }

    /**
     * Opens PyTorch.
     *
     * @throws UserException if the options ask for what it does not have, or its libraries cannot be loaded
     */
    @Override
    public Backend open(BackendOptions options) {
        List<Problem> problems = new ArrayList<>();
        Optional<Device> device = Device.of(options.device());
        if (device.isEmpty()) {
            problems.add(new Problem(
                    ErrorId.DJL_1,
                    "device of backend djl",
                    "cpu or cuda[:N]",
                    options.device(),
                    "Choose one of these, or another backend."));
        }
        if (device.filter(Device::isCuda).isPresent() && System.getenv(LIBRARY_PATH) == null) {
            problems.add(new Problem(
                    ErrorId.DJL_2,
                    "device of backend djl",
                    "PyTorch's libraries for CUDA",
                    options.device() + ", and only the CPU's libraries are there",
                    CUDA_REMEDY));
        }
        if (options.profile().isPresent()) {
            problems.add(new Problem(
                    ErrorId.DJL_5,
                    "profile of backend djl",
                    "no profile",
                    options.profile().get().toString(),
                    "This backend writes none: leave it out, or choose another backend."));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return new SharedBackend(
                new DjlEngine(options, PyTorch.device(device.orElseThrow()), ScriptMethods.ofThisSystem()), options);
    }

    /** DJL's name of a platform. */
    static String platform(Platform system) {
        return system.named("osx", "win", "aarch64", "x86_64");
    }
}
