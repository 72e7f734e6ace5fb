package io.dlmone.contract;

import io.dlmone.backend.Availability;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Capability;
import java.util.Set;
import java.util.function.Function;

/** A provider for tests: usable, without capabilities, and opened by a function. Not registered as a service. */
public class TestProvider implements BackendProvider {

    private final String name;
    private final String engine;
    private final Function<BackendOptions, Backend> opening;

    /**
     * A provider with these answers.
     *
     * @param name its stable name
     * @param engine what it calls its engine
     * @param opening opens it
     */
    public TestProvider(String name, String engine, Function<BackendOptions, Backend> opening) {
        this.name = name;
        this.engine = engine;
        this.opening = opening;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String engine() {
        return engine;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public Availability availability() {
        return Availability.USABLE;
    }

    @Override
    public Backend open(BackendOptions options) {
        return opening.apply(options);
    }
}
