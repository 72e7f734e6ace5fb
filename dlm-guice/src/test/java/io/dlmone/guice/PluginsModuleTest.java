package io.dlmone.guice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.multibindings.MapBinder;
import io.dlmone.backend.BackendProvider;
import io.dlmone.model.NoiseScheduleProvider;
import io.dlmone.model.TeacherFamily;
import io.dlmone.objective.Objective;
import io.dlmone.sampling.Sampler;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PluginsModuleTest {

    private final Injector injector = Guice.createInjector(new PluginsModule());

    @Test
    void bindsWhatIsOnTheClassPathByName() {
        assertThat(injector.getInstance(new Key<Map<String, BackendProvider>>() {}))
                .containsOnlyKeys("onnx");
        assertThat(injector.getInstance(new Key<Map<String, TeacherFamily>>() {}))
                .containsOnlyKeys("diffuseq");
        assertThat(injector.getInstance(new Key<Map<String, Sampler>>() {})).containsKeys("ancestral", "ddim");
        assertThat(injector.getInstance(new Key<Map<String, Objective>>() {})).containsKeys("kd", "sid");
        assertThat(injector.getInstance(new Key<Map<String, NoiseScheduleProvider>>() {}))
                .containsKey("sqrt");
    }

    @Test
    void anApplicationAddsItsOwn() {
        Sampler own = injector.getInstance(new Key<Map<String, Sampler>>() {}).get("ddim");
        Injector more = Guice.createInjector(new PluginsModule(), new AbstractModule() {
            @Override
            protected void configure() {
                MapBinder.newMapBinder(binder(), String.class, Sampler.class)
                        .addBinding("mine")
                        .toInstance(own);
            }
        });
        assertThat(more.getInstance(new Key<Map<String, Sampler>>() {})).containsKeys("ancestral", "mine");
    }
}
