/** The {@code dlm} command: verbs, flags, messages. What the verbs do is in {@code io.dlmone.train}. */
package io.dlmone.cli;
