/** The jobs behind the verbs, without a command line: options in, progress told, results out. */
package io.dlmone.train;
