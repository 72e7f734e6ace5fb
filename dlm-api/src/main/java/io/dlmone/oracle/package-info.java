/** Graphs in double arithmetic on the Java heap: what engines are compared with. */
@NullMarked
package io.dlmone.oracle;

import org.jspecify.annotations.NullMarked;
