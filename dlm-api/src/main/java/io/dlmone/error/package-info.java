/** Problems in what a user gave, with ids, and the exception that carries them. */
@NullMarked
package io.dlmone.error;

import org.jspecify.annotations.NullMarked;
