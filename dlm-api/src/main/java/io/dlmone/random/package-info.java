/** Counter-based random numbers: the same on every engine, at any place of the sequence. */
@NullMarked
package io.dlmone.random;

import org.jspecify.annotations.NullMarked;
