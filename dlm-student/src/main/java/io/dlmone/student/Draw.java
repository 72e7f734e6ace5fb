package io.dlmone.student;

import io.dlmone.text.SequenceLayout;
import io.dlmone.text.SourceReading;

/**
 * A text to be written.
 *
 * @param asked what is asked for
 * @param encoded the source as the network reads it
 * @param reading how well it is read
 */
record Draw(TextGenerator.Request asked, SequenceLayout.Encoded encoded, SourceReading reading) {

    /** Stands for its noise among those of its seed. */
    long key() {
        return (long) asked.sample() << 32 | asked.row();
    }
}
