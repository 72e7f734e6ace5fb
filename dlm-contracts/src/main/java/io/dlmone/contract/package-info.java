/**
 * Contract tests, one for each kind of plugin: a plugin proves itself with a short subclass. They run on a float64
 * interpreter, so that no engine is needed but for the contracts of engines.
 */
package io.dlmone.contract;
