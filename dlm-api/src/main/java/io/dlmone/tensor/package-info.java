/** Dense arrays in native byte order, their shapes and types. */
@NullMarked
package io.dlmone.tensor;

import org.jspecify.annotations.NullMarked;
