/** How plugins of every kind are found: by {@link java.util.ServiceLoader}, once, with a name each. */
package io.dlmone.plugin;
