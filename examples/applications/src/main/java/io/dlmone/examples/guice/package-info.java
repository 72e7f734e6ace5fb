/** An application with Guice. */
package io.dlmone.examples.guice;
