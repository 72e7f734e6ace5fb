package io.dlmone.spark;

import java.io.Serializable;

/**
 * A row that the model cannot read whole.
 *
 * @param key of the row, or the beginning of its text where rows have no keys
 * @param reason what is wrong with it, with the id of the problem
 */
public record BadRow(String key, String reason) implements Serializable {}
