package io.dlmone.plugin;

import java.util.Map;
import java.util.function.Consumer;

/**
 * A kind of plugin.
 *
 * @param type the interface that its plugins implement
 * @param label what it is called in messages, such as {@code noise schedule}
 * @param artefacts for the names that this project provides, the Maven artefact to add
 * @param probe asks a plugin for what help texts show beside name and description; what it throws keeps it out
 */
public record PluginKind<P extends Plugin>(
        Class<P> type, String label, Map<String, String> artefacts, Consumer<P> probe) {}
