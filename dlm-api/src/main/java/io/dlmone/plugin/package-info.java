/** How plugins of every kind are found: by {@link java.util.ServiceLoader}, once, with a name each. */
@NullMarked
package io.dlmone.plugin;

import org.jspecify.annotations.NullMarked;
