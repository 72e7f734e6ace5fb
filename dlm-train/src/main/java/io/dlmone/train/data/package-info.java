/** One's own data before a training: taken from other formats, looked at, and vocabularies made from it. */
package io.dlmone.train.data;
