package io.dlmone.cli;

import com.google.inject.AbstractModule;
import io.dlmone.train.ProgressListener;
import java.time.Clock;

/** Puts the command together: streams, progress and clock. */
final class CliModule extends AbstractModule {

    private final Console console;

    CliModule(Console console) {
        this.console = console;
    }

    @Override
    protected void configure() {
        bind(Console.class).toInstance(console);
        bind(ProgressListener.class).to(ConsoleProgress.class);
        bind(Clock.class).toInstance(Clock.systemUTC());
    }
}
