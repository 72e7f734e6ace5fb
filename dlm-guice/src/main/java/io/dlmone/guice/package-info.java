/** For applications that use Guice. The library itself needs none: plugins are found by {@code ServiceLoader}. */
package io.dlmone.guice;
