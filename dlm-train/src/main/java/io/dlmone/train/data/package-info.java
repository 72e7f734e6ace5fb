/** One's own data before a training: vocabularies made from it. */
package io.dlmone.train.data;
