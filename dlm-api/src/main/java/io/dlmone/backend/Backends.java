package io.dlmone.backend;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the backends on the class path. */
public final class Backends {

    /** The order in which a backend is taken when several are present and none is named. */
    private static final List<String> PREFERENCE = List.of("onnx", "djl", "tf");

    private static final String REMEDY =
            "Add io.dlmone:backend-onnx, io.dlmone:backend-djl or io.dlmone:backend-tf to the class path.";

    private Backends() {}

    /** All providers, preferred ones first. */
    public static List<BackendProvider> all() {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(Backends::rank).thenComparing(BackendProvider::name))
                .toList();
    }

    /** The provider of that name. */
    public static BackendProvider named(String name) {
        List<BackendProvider> all = all();
        BackendProvider found = all.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserException(new Problem(
                        "DLM-BACKEND-1",
                        "backend " + name,
                        "one of " + names(all),
                        "no provider of that name on the class path",
                        remedy(name, all))));
        return requireUsable(found);
    }

    /** The first usable provider in the documented preference: onnx (it starts fastest), djl, tf, then any other. */
    public static BackendProvider preferred() {
        return preferred(all());
    }

    static BackendProvider preferred(List<BackendProvider> all) {
        List<String> reasons = new ArrayList<>();
        for (BackendProvider provider : all) {
            Availability a = provider.availability();
            if (a.usable()) {
                return provider;
            }
            reasons.add(provider.name() + " cannot run here: " + a.reason());
        }
        throw new UserException(new Problem(
                "DLM-BACKEND-2",
                "class path",
                "a usable backend",
                all.isEmpty() ? "none" : String.join(" ", reasons),
                all.isEmpty() ? REMEDY : "Mend what keeps one of them from running, or add another."));
    }

    private static BackendProvider requireUsable(BackendProvider provider) {
        Availability a = provider.availability();
        if (!a.usable()) {
            throw new UserException(new Problem(
                    "DLM-BACKEND-3",
                    "backend " + provider.name(),
                    "an engine that can run here",
                    "it cannot",
                    a.reason()));
        }
        return provider;
    }

    private static String remedy(String name, List<BackendProvider> all) {
        return PREFERENCE.contains(name)
                ? "Add io.dlmone:backend-" + name + " to the class path."
                : DidYouMean.hint(name, PREFERENCE)
                        + (all.isEmpty() ? REMEDY : "Choose one of these, or add the jar that provides it.");
    }

    private static int rank(BackendProvider p) {
        int i = PREFERENCE.indexOf(p.name());
        return i < 0 ? PREFERENCE.size() : i;
    }

    private static String names(List<BackendProvider> all) {
        return all.stream().map(BackendProvider::name).collect(Collectors.joining(", ", "[", "]"));
    }
}
