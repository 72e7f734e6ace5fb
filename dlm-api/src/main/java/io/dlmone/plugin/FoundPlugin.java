package io.dlmone.plugin;

/**
 * A plugin on the class path.
 *
 * @param plugin the plugin
 * @param origin the jar or directory that it came from
 */
public record FoundPlugin<P extends Plugin>(P plugin, String origin) {

    /** {@return the plugin's name} */
    public String name() {
        return plugin.name();
    }
}
