package io.dlmone.cli;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.cli.run.Progress;
import java.time.Clock;

/** Puts the command together: streams, progress, clock, and the engines on the class path by name. */
final class CliModule extends AbstractModule {

    private final Console console;

    CliModule(Console console) {
        this.console = console;
    }

    @Override
    protected void configure() {
        bind(Console.class).toInstance(console);
        bind(Progress.class).to(ConsoleProgress.class);
        bind(Clock.class).toInstance(Clock.systemUTC());
        MapBinder<String, BackendProvider> engines =
                MapBinder.newMapBinder(binder(), String.class, BackendProvider.class);
        Backends.all().forEach(p -> engines.addBinding(p.name()).toInstance(p));
    }
}
