/** An application in one jar. */
package io.dlmone.examples.shaded;
