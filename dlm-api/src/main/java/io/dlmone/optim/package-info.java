/** Optimisers, averages and learning rates as graph functions. */
@NullMarked
package io.dlmone.optim;

import org.jspecify.annotations.NullMarked;
