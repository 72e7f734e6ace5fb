/** Whether the engines on this machine compute right: a self-test against double arithmetic. */
@NullMarked
package io.dlmone.backend.check;

import org.jspecify.annotations.NullMarked;
