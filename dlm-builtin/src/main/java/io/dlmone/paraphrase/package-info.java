/** The built-in paraphrase task: a small language of everyday questions whose meanings can be checked exactly. */
package io.dlmone.paraphrase;
