package io.dlmone.cli;

import io.dlmone.Plugins;
import io.dlmone.objective.Objective;
import io.dlmone.plugin.Plugin;
import io.dlmone.sampling.Sampler;
import java.util.List;
import java.util.TreeSet;

/** The names of the plugins there are, for the help of flags that take one. */
abstract class PluginNames extends TreeSet<String> {

    private static final long serialVersionUID = 1L;

    private PluginNames(List<? extends Plugin> plugins) {
        plugins.forEach(plugin -> add(plugin.name()));
    }

    /** Of samplers. */
    static final class OfSamplers extends PluginNames {

        private static final long serialVersionUID = 1L;

        OfSamplers() {
            super(Plugins.all(Sampler.class));
        }
    }

    /** Of objectives. */
    static final class OfObjectives extends PluginNames {

        private static final long serialVersionUID = 1L;

        OfObjectives() {
            super(Plugins.all(Objective.class));
        }
    }
}
