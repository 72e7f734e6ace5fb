package io.dlmone.backend;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.plugin.PluginKind;
import io.dlmone.plugin.PluginRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the backends on the class path. */
public final class Backends {

    /** The order in which a backend is taken when several are present and none is named. */
    private static final List<String> PREFERENCE = List.of("onnx", "djl", "tf");

    /** Engines. */
    public static final PluginKind<BackendProvider> KIND = new PluginKind<>(
            BackendProvider.class,
            "backend",
            PREFERENCE.stream()
                    .collect(Collectors.toUnmodifiableMap(name -> name, name -> "io.dlmone:backend-" + name)),
            provider -> {
                Objects.requireNonNull(provider.engine(), "engine");
                Objects.requireNonNull(provider.capabilities(), "capabilities");
            });

    private Backends() {}

    /** {@return all providers, preferred ones first} */
    public static List<BackendProvider> all() {
        return PluginRegistry.of(KIND).all().stream()
                .sorted(Comparator.comparingInt(Backends::rank).thenComparing(BackendProvider::name))
                .toList();
    }

    /**
     * {@return the provider of that name}
     *
     * @param name its stable name
     * @throws UserException if there is none, or if it cannot run here
     */
    public static BackendProvider named(String name) {
        return requireUsable(PluginRegistry.of(KIND).named(name));
    }

    /**
     * {@return the first usable provider in the documented preference: onnx (it starts fastest), djl, tf, then any
     * other}
     */
    public static BackendProvider preferred() {
        return preferred(all());
    }

    static BackendProvider preferred(List<BackendProvider> all) {
        List<String> reasons = new ArrayList<>();
        for (BackendProvider provider : all) {
            Availability a = availability(provider);
            if (a.usable()) {
                return provider;
            }
            reasons.add(provider.name() + " cannot run here: " + a.reason());
        }
        throw new UserException(new Problem(
                ErrorId.BACKEND_2,
                "class path",
                "a usable backend",
                all.isEmpty() ? "none" : String.join(" ", reasons),
                all.isEmpty()
                        ? "Add one of " + new TreeSet<>(KIND.artefacts().values()) + " to the class path."
                        : "Mend what keeps one of them from running, or add another."));
    }

    /**
     * {@return whether a backend can be opened here; one that fails when asked cannot}
     *
     * @param provider any provider
     */
    public static Availability availability(BackendProvider provider) {
        try {
            return provider.availability();
        } catch (LinkageError | RuntimeException failure) {
            return Availability.missing("Its provider failed when asked whether it can run here: " + failure + ".");
        }
    }

    private static BackendProvider requireUsable(BackendProvider provider) {
        Availability a = availability(provider);
        if (!a.usable()) {
            throw new UserException(new Problem(
                    ErrorId.BACKEND_3,
                    "backend " + provider.name(),
                    "an engine that can run here",
                    "it cannot",
                    a.reason()));
        }
        return provider;
    }

    private static int rank(BackendProvider p) {
        int i = PREFERENCE.indexOf(p.name());
        return i < 0 ? PREFERENCE.size() : i;
    }
}
