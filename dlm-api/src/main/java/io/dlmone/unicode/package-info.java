/** Characters: what is white space, what is text in UTF-8, and classes of one version of Unicode on every JDK. */
package io.dlmone.unicode;
