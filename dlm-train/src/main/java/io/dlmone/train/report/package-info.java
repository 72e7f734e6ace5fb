/**
 * Results as one self-contained web page: plots, tables, sentences and settings, with nothing loaded from elsewhere.
 */
package io.dlmone.train.report;
