package io.dlmone.student;

import io.dlmone.text.SequenceLayout;
import io.dlmone.text.SourceReading;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A text to be written.
 *
 * @param asked what is asked for
 * @param encoded the source as the network reads it
 * @param reading how well it is read
 * @param watcher is told what there is of it after each step
 */
record Draw(
        TextGenerator.Request asked,
        SequenceLayout.Encoded encoded,
        SourceReading reading,
        Optional<Consumer<StepListener.Step>> watcher) {

    /** Stands for its noise among those of its seed. */
    long key() {
        return (long) asked.sample() << 32 | asked.row();
    }
}
