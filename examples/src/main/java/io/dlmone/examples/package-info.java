/** Runnable programs that show how to use the library. */
package io.dlmone.examples;
