package io.dlmone.backend.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import java.util.Map;
import java.util.Optional;

/**
 * A graph as an ONNX model.
 *
 * @param proto the model
 * @param inputs types of the graph's inputs, all of them, by name
 * @param outputs types of the graph's outputs by name
 * @param fed names in the model of the graph's inputs that it reads
 * @param reads other variables read, by the names of the model's inputs that stand for them
 * @param assignments variables assigned, by the names of the model's outputs that are their new values
 * @param condition the graph's output on which the assignments depend; empty if they always take effect
 * @param frozen frozen variables, by the names of the model's external initializers that stand for them
 * @param plain whether the engine is to run the model as it is written, without rewriting or packing anything
 */
record OnnxModel(
        ModelProto proto,
        Map<String, TensorType> inputs,
        Map<String, TensorType> outputs,
        Map<String, String> fed,
        Map<String, Variable> reads,
        Map<String, Variable> assignments,
        Optional<String> condition,
        Map<String, Variable> frozen,
        boolean plain) {

    /** The name in models of a graph's output. */
    static String output(String name) {
        return "out:" + name;
    }
}
