package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.Plugins;
import io.dlmone.objective.Setting;
import io.dlmone.plugin.Plugin;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every plugin must say of itself. The contracts of the kinds build on it. */
public abstract class PluginContract<P extends Plugin> {

    private static final String FIT_FOR_A_COMMAND_LINE = "[a-z][a-z0-9+-]*";

    /** {@return a new plugin} */
    protected abstract P plugin();

    /** The interface of its kind. */
    abstract Class<P> kind();

    @Test
    final void itsNameIsStableAndFitForACommandLine() {
        assertThat(plugin().name()).matches(FIT_FOR_A_COMMAND_LINE).isEqualTo(plugin().name());
    }

    @Test
    final void describesItselfInOneLine() {
        assertThat(plugin().description()).isNotBlank().doesNotContain("\n").isEqualTo(plugin().description());
    }

    @Test
    final void isFoundByName() {
        assertThat(Plugins.all(kind()).stream().filter(p -> p.name().equals(plugin().name())))
                .as("registered in META-INF/services/%s; left out: %s", kind().getName(), Plugins.problems())
                .singleElement()
                .isInstanceOf(plugin().getClass());
    }

    static void checkNames(List<Setting<?>> settings) {
        assertThat(settings)
                .extracting(Setting::name)
                .doesNotHaveDuplicates()
                .allMatch(n -> n.matches("[a-z][a-z0-9-]*"));
        assertThat(settings)
                .allSatisfy(s -> assertThat(s.help()).as("help of " + s).isNotBlank());
    }
}
