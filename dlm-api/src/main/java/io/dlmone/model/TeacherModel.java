package io.dlmone.model;

import io.dlmone.nn.Dropout;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Weights;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Tokenizer;
import java.util.List;
import java.util.Map;

/** The architecture of a teacher: sizes, parameters and schedule, without weights. Immutable. */
public interface TeacherModel {

    /** {@return the family's stable name, written into {@code config.json}} */
    String family();

    /** Everything needed to make the same model again, as JSON values. */
    Map<String, Object> config();

    NoiseSchedule schedule();

    /** Positions of a sequence. */
    int length();

    /** Width of an embedding. */
    int width();

    /** {@return number of tokens} */
    int vocabulary();

    /** {@return all parameters, with the names of the checkpoint} */
    List<ParameterSpec> parameters();

    /**
     * {@return the names of the parameters that stay as the teacher's when a student is distilled: the embedding table}
     */
    List<String> embeddingParameters();

    /** {@return the network with the given weights} */
    Denoiser bind(Weights weights, Dropout dropout);

    /** {@return how a pair of texts becomes one sequence} */
    SequenceLayout layout(Tokenizer tokenizer);
}
