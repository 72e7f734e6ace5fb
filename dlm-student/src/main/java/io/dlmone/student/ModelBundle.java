package io.dlmone.student;

import io.dlmone.model.TeacherModel;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Tokenizer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A whole model, as it lies in a directory. A student has its teacher's architecture. Immutable, except that the
 * weights' storage is not copied.
 *
 * @param weights one for each of the architecture's parameters, by name
 * @param card the model card in Markdown: data, recipe, metrics, provenance
 */
public record ModelBundle(
        TeacherModel architecture,
        Tokenizer tokenizer,
        Map<String, Tensor> weights,
        Role role,
        GenerationConfig generation,
        String card) {

    public ModelBundle {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(tokenizer, "tokenizer");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(generation, "generation");
        Objects.requireNonNull(card, "card");
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** How a pair of texts becomes one sequence of this model. */
    public SequenceLayout layout() {
        return architecture.layout(tokenizer);
    }
}
