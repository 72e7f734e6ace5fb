/** Samplers: from noise to a sentence in several calls of a teacher. */
@NullMarked
package io.dlmone.sampling;

import org.jspecify.annotations.NullMarked;
