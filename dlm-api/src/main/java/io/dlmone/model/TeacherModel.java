package io.dlmone.model;

import io.dlmone.nn.Dropout;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Weights;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.ShortLength;
import io.dlmone.text.Tokenizer;
import java.util.List;
import java.util.Map;

/** The architecture of a teacher: sizes, parameters and schedule, without weights. Immutable. */
public interface TeacherModel {

    /** {@return the family's stable name, written into {@code config.json}} */
    String family();

    /** {@return everything needed to make the same model again, as JSON values} */
    Map<String, Object> config();

    /** {@return the noise schedule that the model is trained with} */
    NoiseSchedule schedule();

    /** {@return how it is sampled unless told otherwise} */
    default SamplingDefaults sampling() {
        return SamplingDefaults.of(schedule());
    }

    /** {@return whether the network reads its own prediction of the call before ({@link DenoiserInput#previous})} */
    default boolean selfConditioned() {
        return false;
    }

    /** {@return whether the network is told a scale of guidance ({@link DenoiserInput#guidanceScale})} */
    default boolean guidanceScaled() {
        return false;
    }

    /** {@return whether there is an embedding table, to whose rows predictions can be rounded} */
    default boolean rounds() {
        return true;
    }

    /**
     * {@return whether tokens are read off embeddings by a call of the network, and not by a table; then one call can
     * learn to do both ({@link Denoiser#fusedLogits})}
     */
    default boolean readsByCall() {
        return false;
    }

    /** {@return positions of a sequence} */
    int length();

    /** {@return lengths in which short sources are written for, by the teacher alone, shortest first; usually none} */
    default List<ShortLength> shortLengths() {
        return List.of();
    }

    /**
     * {@return the same network for sequences of another length only}
     *
     * @param length its own, or one of the {@link #shortLengths}
     */
    default TeacherModel withLength(int length) {
        if (length != length()) {
            throw new IllegalArgumentException("no length of this model: " + length);
        }
        return this;
    }

    /** {@return width of an embedding} */
    int width();

    /** {@return number of tokens} */
    int vocabulary();

    /** {@return all parameters, with the names of the checkpoint} */
    List<ParameterSpec> parameters();

    /**
     * {@return the names of the parameters that stay as the teacher's when a student is distilled: those that make
     * embeddings, such as the table}
     */
    List<String> embeddingParameters();

    /** {@return the names of the parameters that the teacher's own training leaves as they are} */
    default List<String> frozenParameters() {
        return List.of();
    }

    /**
     * {@return the network with the given weights}
     *
     * @param weights values of the {@link #parameters} by name
     * @param dropout what is dropped; {@link Dropout#NONE} outside training
     */
    Denoiser bind(Weights weights, Dropout dropout);

    /**
     * {@return how a pair of texts becomes one sequence}
     *
     * @param tokenizer of the model's vocabulary
     */
    SequenceLayout layout(Tokenizer tokenizer);
}
