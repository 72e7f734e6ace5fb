/** N-grams of the sentences a model writes, as its directory keeps them. */
package io.dlmone.ngrams;
