/** N-gram models of the sentences to be written, and how they help to choose words that go together. */
package io.dlmone.student.decoding;
