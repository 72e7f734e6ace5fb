/** The interface of engines: a graph becomes a program. */
@NullMarked
package io.dlmone.backend;

import org.jspecify.annotations.NullMarked;
