/** Characters: what is white space, what is text in UTF-8, and classes of one version of Unicode on every JDK. */
@NullMarked
package io.dlmone.unicode;

import org.jspecify.annotations.NullMarked;
