package io.dlmone.guice;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import io.dlmone.Plugins;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.model.NoiseScheduleProvider;
import io.dlmone.model.TeacherFamily;
import io.dlmone.objective.Objective;
import io.dlmone.plugin.Plugin;
import io.dlmone.sampling.Sampler;
import io.dlmone.text.TokenizerReader;
import java.util.List;

/**
 * Binds the plugins on the class path as maps by name: {@code Map<String, BackendProvider>} in the order of preference,
 * {@code Map<String, TeacherFamily>}, {@code Map<String, Objective>}, {@code Map<String, Sampler>}, {@code Map<String,
 * NoiseScheduleProvider>} and {@code Map<String, TokenizerReader>}.
 *
 * <pre>{@code
 * Injector injector = Guice.createInjector(new PluginsModule());
 * Map<String, BackendProvider> engines = injector.getInstance(new Key<Map<String, BackendProvider>>() {});
 * }</pre>
 *
 * <p>An application adds plugins of its own with a {@link MapBinder} of the same types. No engine is loaded here.
 */
public final class PluginsModule extends AbstractModule {

    @Override
    protected void configure() {
        bind(BackendProvider.class, Backends.all());
        bind(TeacherFamily.class, Plugins.all(TeacherFamily.class));
        bind(Objective.class, Plugins.all(Objective.class));
        bind(Sampler.class, Plugins.all(Sampler.class));
        bind(NoiseScheduleProvider.class, Plugins.all(NoiseScheduleProvider.class));
        bind(TokenizerReader.class, Plugins.all(TokenizerReader.class));
    }

    private <P extends Plugin> void bind(Class<P> type, List<P> found) {
        MapBinder<String, P> byName = MapBinder.newMapBinder(binder(), String.class, type);
        found.forEach(plugin -> byName.addBinding(plugin.name()).toInstance(plugin));
    }
}
