/** What sampling and training cost on an engine: network calls, steps and updates with random weights, to be timed. */
package io.dlmone.train.bench;
