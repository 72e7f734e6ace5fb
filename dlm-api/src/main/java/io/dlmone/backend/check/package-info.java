/** Whether the engines on this machine compute right: a self-test against double arithmetic. */
package io.dlmone.backend.check;
