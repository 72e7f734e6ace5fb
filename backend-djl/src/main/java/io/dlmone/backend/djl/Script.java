package io.dlmone.backend.djl;

import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph as the source of one TorchScript module {@code M} with two methods: {@code prepare(v)} makes, once, what
 * {@code forward(x, v, f)} wants as {@code f} from frozen variables; {@code forward} takes the inputs {@code x} and the
 * variables {@code v}, gives the outputs, and updates the assigned variables in place.
 *
 * @param source the module's source
 * @param constants its attributes {@code c0}, {@code c1}, …
 * @param inputs types of the graph's inputs, all of them, by name
 * @param fed names of the inputs that it reads, in the order of {@code x}
 * @param outputs types of the graph's outputs by name, in the order of what it gives
 * @param variables what it reads or assigns, in the order of {@code v}
 * @param read those whose values it reads
 * @param assigned those whose values it changes
 */
record Script(
        String source,
        List<Tensor> constants,
        Map<String, TensorType> inputs,
        List<String> fed,
        Map<String, TensorType> outputs,
        List<Variable> variables,
        Set<Variable> read,
        Set<Variable> assigned) {}
