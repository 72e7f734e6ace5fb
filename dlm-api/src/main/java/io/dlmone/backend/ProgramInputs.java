package io.dlmone.backend;

import io.dlmone.graph.TensorType;
import io.dlmone.tensor.Tensor;
import java.util.Map;

/** Checks what a program is given before an engine sees it; for backends. */
public final class ProgramInputs {

    private ProgramInputs() {}

    /**
     * Requires a tensor of the declared type and shape for every input, and nothing else.
     *
     * @param declared types by name
     * @param given tensors by name
     * @throws IllegalArgumentException that names the input which is missing, unknown or different
     */
    public static void require(Map<String, TensorType> declared, Map<String, Tensor> given) {
        declared.forEach((name, type) -> {
            Tensor value = given.get(name);
            if (value == null) {
                throw new IllegalArgumentException("input " + name + " is missing; the program takes " + declared);
            }
            if (value.type() != type.type() || !value.shape().equals(type.shape())) {
                throw new IllegalArgumentException("input " + name + " must be " + type + ", got " + value);
            }
        });
        for (String name : given.keySet()) {
            if (!declared.containsKey(name)) {
                throw new IllegalArgumentException("input " + name + " is unknown; the program takes " + declared);
            }
        }
    }
}
