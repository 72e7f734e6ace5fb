/** The tokenizers that models name, and the files that their vocabularies lie in. */
package io.dlmone.tokenizer;
