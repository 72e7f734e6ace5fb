package io.dlmone.student;

import io.dlmone.text.SequenceLayout;
import io.dlmone.text.SourceReading;

/**
 * A text to be written.
 *
 * @param encoded the source as the network reads it
 * @param reading how well it is read
 * @param row position of the source among all sources
 * @param sample number of the sample
 */
record Draw(String source, SequenceLayout.Encoded encoded, SourceReading reading, int row, int sample) {

    /** Stands for its noise. */
    long key() {
        return (long) sample << 32 | row;
    }
}
