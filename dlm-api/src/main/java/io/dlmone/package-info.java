/** Where plugins are found by name. */
@NullMarked
package io.dlmone;

import org.jspecify.annotations.NullMarked;
