package io.dlmone.examples.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.dlmone.backend.BackendProvider;
import io.dlmone.guice.PluginsModule;
import io.dlmone.student.TextGenerator;
import java.util.List;
import java.util.Map;

/** A service of an application that uses Guice: it is given its generator and the engines there are. */
public final class Writer {

    private final TextGenerator generator;
    private final Map<String, BackendProvider> engines;

    @Inject
    Writer(TextGenerator generator, Map<String, BackendProvider> engines) {
        this.generator = generator;
        this.engines = engines;
    }

    /** The sentences in other words. */
    public List<String> write(List<String> sources) {
        return generator.generate(sources);
    }

    /** The names of the engines on the class path. */
    public List<String> engines() {
        return List.copyOf(engines.keySet());
    }

    /** The application's own module: one generator, on the preferred engine, for all threads. */
    public static final class Application extends AbstractModule {

        @Override
        protected void configure() {
            install(new PluginsModule());
        }

        @Provides
        @Singleton
        TextGenerator generator(Map<String, BackendProvider> engines) {
            String preferred = engines.keySet().iterator().next();
            return TextGenerator.builder("builtin:paraphrase-student")
                    .backend(preferred)
                    .threads(1)
                    .open();
        }
    }

    /** Writes the arguments in other words. */
    public static void main(String[] args) {
        Injector injector = Guice.createInjector(new Application());
        try (TextGenerator closed = injector.getInstance(TextGenerator.class)) {
            injector.getInstance(Writer.class).write(List.of(args)).forEach(System.out::println);
        }
    }
}
