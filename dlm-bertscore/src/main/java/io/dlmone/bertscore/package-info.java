/** The encoder that BERTScore compares words by. */
package io.dlmone.bertscore;
