/**
 * Quality and diversity measures for generated sentences, without engine dependencies. Every measure is a pure function
 * of strings; {@link io.dlmone.eval.Evaluator} puts them together. Unless said otherwise, words are the pieces between
 * white space, nothing is lowercased, and scores are fractions between 0 and 1.
 */
package io.dlmone.eval;
