/** Graphs in double arithmetic on the Java heap: what engines are compared with. */
package io.dlmone.oracle;
