package io.dlmone.backend.tf;

import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.GraphDef;

/**
 * A graph as a TensorFlow graph.
 *
 * @param graph the nodes; placeholders stand for what is fed and for the variables
 * @param inputs types of the graph's inputs, all of them, by name
 * @param outputs types of the graph's outputs by name; the nodes {@code output0}, {@code output1}, … are their values
 * @param fed the graph's inputs that are read, by the names of their placeholders
 * @param variables the variables read or assigned, by the names of the placeholders of their handles
 * @param read which of them are read
 * @param assignments names of the nodes that assign variables
 */
record TfModel(
        GraphDef graph,
        Map<String, TensorType> inputs,
        Map<String, TensorType> outputs,
        Map<String, String> fed,
        Map<String, Variable> variables,
        List<Variable> read,
        List<String> assignments) {

    /** The name of the node that is the value of an output. */
    static String output(int number) {
        return "output" + number;
    }
}
