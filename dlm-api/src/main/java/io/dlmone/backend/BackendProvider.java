package io.dlmone.backend;

import io.dlmone.plugin.Plugin;
import java.util.Optional;
import java.util.Set;

/**
 * Announces an engine; found by {@link java.util.ServiceLoader}. Loading and asking a provider touches no native code,
 * no disk and no network: that is left to {@link #open}.
 */
public interface BackendProvider extends Plugin {

    /** The stable name that users and artefacts give, such as {@code onnx}. */
    @Override
    String name();

    /** {@return the engine and its version, for people, such as {@code ONNX Runtime 1.28.0}} */
    String engine();

    @Override
    default String description() {
        return engine();
    }

    /** {@return what this engine can do beyond the common ground} */
    Set<Capability> capabilities();

    /** {@return whether it can be opened on this machine, and if not, why and what to add} */
    Availability availability();

    /** {@return the format in which programs of this engine are written as files; empty if it has none} */
    default Optional<ProgramFormat> format() {
        return Optional.empty();
    }

    /**
     * Opens the engine. The caller closes the backend, and with it all native memory.
     *
     * @param options which the provider checks
     * @return the backend
     * @throws io.dlmone.error.UserException if the options ask for what the engine does not have
     */
    Backend open(BackendOptions options);
}
