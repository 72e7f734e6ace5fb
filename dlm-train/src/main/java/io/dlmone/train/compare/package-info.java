/** Objectives side by side at equal budgets. */
package io.dlmone.train.compare;
