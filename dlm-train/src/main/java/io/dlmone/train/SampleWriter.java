package io.dlmone.train;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.student.TextGenerator.Generated;
import java.util.List;

/** Writes the samples that an evaluation scores: on this machine, or on others. */
public interface SampleWriter {

    /**
     * What is to be written.
     *
     * @param name of the system, for people
     * @param bundle the model, as it is to write
     * @param sources what for; the noise of a text follows from the source's position among them
     * @param samples texts for each source
     * @param batch texts in one network call
     * @param seed of the noise
     */
    record Order(String name, ModelBundle bundle, List<String> sources, int samples, int batch, long seed) {}

    /**
     * What was written.
     *
     * @param texts {@code [source][sample]}, those of {@link io.dlmone.student.TextGenerator#samples}
     * @param callsPerSentence network calls for each
     * @param millisPerSentence milliseconds for each
     */
    record Written(List<List<Generated>> texts, int callsPerSentence, double millisPerSentence) {}

    /**
     * Writes.
     *
     * @param order what
     * @param context with a listener, and for those who write here an engine
     * @return the texts, and what they cost
     */
    Written write(Order order, RunContext context);
}
