package io.dlmone.bundle;

import io.dlmone.model.TeacherModel;
import io.dlmone.ngrams.NgramModel;
import io.dlmone.nn.Int8Weights;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Tokenizer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A whole model, as it lies in a directory. A student has its teacher's architecture. Immutable, except that the
 * weights' storage is not copied.
 *
 * @param architecture the network
 * @param tokenizer turns text into tokens
 * @param weights one for each of the architecture's parameters, by name: FLOAT32, or INT8 with its scales, as
 *     {@link Int8Weights} keeps them
 * @param role what the model is
 * @param generation how it writes
 * @param ngrams of the sentences to be written, for {@link GenerationConfig#ngramWeight}; may be absent
 * @param card the model card in Markdown: data, recipe, metrics, provenance
 */
public record ModelBundle(
        TeacherModel architecture,
        Tokenizer tokenizer,
        Map<String, Tensor> weights,
        Role role,
        GenerationConfig generation,
        Optional<NgramModel> ngrams,
        String card) {

    /**
     * Puts a model together.
     *
     * @throws io.dlmone.error.UserException if such a model cannot write in that way
     */
    public ModelBundle {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(tokenizer, "tokenizer");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(generation, "generation");
        Objects.requireNonNull(ngrams, "ngrams");
        Objects.requireNonNull(card, "card");
        generation.requireFit(architecture, role);
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /**
     * Without n-grams.
     *
     * @param architecture the network
     * @param tokenizer turns text into tokens
     * @param weights tensors by name, all of the network's
     * @param role what it is
     * @param generation how it writes
     * @param card text of {@code README.md}
     */
    public ModelBundle(
            TeacherModel architecture,
            Tokenizer tokenizer,
            Map<String, Tensor> weights,
            Role role,
            GenerationConfig generation,
            String card) {
        this(architecture, tokenizer, weights, role, generation, Optional.empty(), card);
    }

    /**
     * {@return this model writing in another way}
     *
     * @param otherwise how it is to write
     */
    public ModelBundle writing(GenerationConfig otherwise) {
        return new ModelBundle(architecture, tokenizer, weights, role, otherwise, ngrams, card);
    }

    /** {@return the weights in FLOAT32, as trainings want them} */
    public Map<String, Tensor> floatWeights() {
        return Int8Weights.floats(weights);
    }

    /** {@return how a pair of texts becomes one sequence of this model} */
    public SequenceLayout layout() {
        return architecture.layout(tokenizer);
    }
}
