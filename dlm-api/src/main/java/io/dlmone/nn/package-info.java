/** Layers as functions of values, and their parameters. */
@NullMarked
package io.dlmone.nn;

import org.jspecify.annotations.NullMarked;
