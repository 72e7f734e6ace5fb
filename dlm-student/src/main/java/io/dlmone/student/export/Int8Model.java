package io.dlmone.student.export;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.Int8Weights;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model whose weights of matrix products are kept in 8 bits: about a third of the size on disk. ONNX Runtime
 * multiplies them as they are, the other factor rounded to 8 bits of its range in each call; other engines compute in
 * FLOAT32 with what the 8 bits mean. Embedding tables, biases and normalisations stay as they are. No data are needed.
 * The model is run, evaluated, exported and distilled as any other.
 */
public final class Int8Model {

    private Int8Model() {}

    /**
     * {@return the same model with its weights in 8 bits; those that are so already stay as they are}
     *
     * @param bundle a student, or a teacher
     */
    public static ModelBundle of(ModelBundle bundle) {
        Graph graph = bundle.role() == Role.TEACHER
                ? new StepGraph(bundle, 1).record()
                : new StudentGraph(bundle, 1).record();
        Map<String, Value> values = new LinkedHashMap<>();
        bundle.weights().forEach((name, tensor) -> {
            if (tensor.type() == DType.FLOAT32) {
                values.put(name, graph.constant(tensor));
            }
        });
        Map<String, Tensor> stored = Int8Weights.quantized(bundle.weights(), Int8Weights.products(graph, values));
        return new ModelBundle(
                bundle.architecture(),
                bundle.tokenizer(),
                stored,
                bundle.role(),
                bundle.generation(),
                bundle.ngrams(),
                bundle.card());
    }

    /**
     * {@return whether some of a model's weights are kept in 8 bits}
     *
     * @param bundle any model
     */
    public static boolean is(ModelBundle bundle) {
        return bundle.weights().values().stream().anyMatch(tensor -> tensor.type() == DType.INT8);
    }
}
