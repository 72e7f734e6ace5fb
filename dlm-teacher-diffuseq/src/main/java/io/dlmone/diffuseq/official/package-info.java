/** Models and settings of the official DiffuSeq code, read from the files that it writes. */
package io.dlmone.diffuseq.official;
