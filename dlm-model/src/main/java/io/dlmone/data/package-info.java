/** Sentence pairs and the files they lie in, in DiffuSeq's layout. */
package io.dlmone.data;
