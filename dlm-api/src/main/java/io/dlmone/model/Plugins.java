package io.dlmone.model;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.objective.Objective;
import io.dlmone.sampling.Sampler;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;

/** Finds plugins by their stable names. */
public final class Plugins {

    private Plugins() {}

    /** All plugins of a type on the class path. */
    public static <P> List<P> all(Class<P> type) {
        return ServiceLoader.load(type).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /**
     * The plugin of that name.
     *
     * @param kind what it is, for the message: {@code teacher family}, {@code sampler} …
     * @throws UserException that lists the names available
     */
    public static <P> P named(Class<P> type, String kind, Function<P, String> nameOf, String name) {
        List<P> all = all(type);
        return all.stream()
                .filter(p -> nameOf.apply(p).equals(name))
                .findFirst()
                .orElseThrow(() -> new UserException(new Problem(
                        "DLM-PLUGIN-1",
                        kind,
                        "one of " + all.stream().map(nameOf).sorted().toList(),
                        "'" + name + "'",
                        "Choose one of these, or add the jar that provides it to the class path.")));
    }

    public static NoiseScheduleProvider schedule(String name) {
        return named(NoiseScheduleProvider.class, "noise schedule", NoiseScheduleProvider::name, name);
    }

    public static TeacherFamily family(String name) {
        return named(TeacherFamily.class, "teacher family", TeacherFamily::name, name);
    }

    public static Sampler sampler(String name) {
        return named(Sampler.class, "sampler", Sampler::name, name);
    }

    public static Objective objective(String name) {
        return named(Objective.class, "objective", Objective::name, name);
    }
}
