package io.dlmone.backend.tf;

import io.dlmone.backend.Availability;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Capability;
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
 * Announces TensorFlow, on the CPU, and on CUDA devices where its GPU libraries are on the class path.
 *
 * <p>{@link #open} loads TensorFlow into the process, once. The first time on a machine it unpacks the libraries, 650
 * MiB of them, into {@code .javacpp/cache} of the user's home (or where the system property
 * {@code org.bytedeco.javacpp.cachedir} says), which takes about 5 s; later it takes less than 1 s. Before that it sets
 * three environment variables of the process, unless they are set: {@code TF_CPP_MIN_LOG_LEVEL} to 3, so that nothing
 * is logged to the standard error, where failures become exceptions anyway; {@code TF_OVERRIDE_GLOBAL_THREADPOOL} to 1,
 * so that every backend has the threads it was asked for. TensorFlow calls no one over the network.
 */
public final class TfBackendProvider implements BackendProvider {

    static final String NAME = "tf";

    /** The version of TensorFlow that this module is built and tested with. */
    static final String VERSION = "2.18.0";

    private static final String ARTIFACT = "org.tensorflow:tensorflow-core-native:1.1.0:";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String engine() {
        return "TensorFlow " + VERSION;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.BF16, Capability.CUDA);
    }

    @Override
    public Optional<ProgramFormat> format() {
        return Optional.of(new SavedModelFormat());
    }

    @Override
    public Availability availability() {
        return availability(NativeLibraries.ofThisSystem());
    }

    static Availability availability(NativeLibraries libraries) {
        if (libraries.arePresent()) {
            return Availability.USABLE;
        }
        return Availability.missing(
                libraries.arePublished()
                        ? "Add " + ARTIFACT + libraries.platform() + " to the class path."
                        : "TensorFlow for Java has no libraries for " + libraries.platform() + ", only for "
                                + NativeLibraries.PUBLISHED + ": choose another backend.");
    }

    /**
     * {@inheritDoc}
     *
     * @throws UserException if there is no such device, or if a profile is asked for
     */
    @Override
    public Backend open(BackendOptions options) {
        List<Problem> problems = new ArrayList<>();
        CudaDevice.problem(options.device(), NativeLibraries.ofThisSystem()).ifPresent(problems::add);
        if (options.profile().isPresent()) {
            problems.add(new Problem(
                    ErrorId.TF_3,
                    "profile of backend tf",
                    "none",
                    options.profile().get().toString(),
                    "This backend writes no profile: leave it out, or choose another backend."));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return new SharedBackend(TfEngine.open(options), options);
    }
}
