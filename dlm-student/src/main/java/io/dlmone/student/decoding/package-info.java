/** How a sentence is read off a network's logits: words that go together, and the placeholders of the source. */
package io.dlmone.student.decoding;
