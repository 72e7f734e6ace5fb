/** DiffuSeq as a teacher family: made, trained and imported by name. */
package io.dlmone.diffuseq.family;
