package io.dlmone.backend.tf;

import io.dlmone.backend.EngineProgram;
import io.dlmone.backend.ProgramInputs;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A graph as a function of the engine's, run by one call. */
final class TfProgram implements EngineProgram {

    private final String name;
    private final TfModel model;
    private final Engine engine;
    private final VariableStore variables;

    /** @param name what the function is called; no other of the engine's may be called so */
    TfProgram(String name, TfModel model, Engine engine, VariableStore variables) {
        this.name = name;
        this.model = model;
        this.engine = engine;
        this.variables = variables;
        List<String> inputs = new ArrayList<>(model.fed().keySet());
        inputs.addAll(model.variables().keySet());
        List<String> outputs = IntStream.range(0, model.outputs().size())
                .mapToObj(TfModel::output)
                .toList();
        engine.addFunction(name, model.graph(), inputs, outputs, model.assignments());
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> values) {
        ProgramInputs.require(model.inputs(), values);
        model.read().forEach(variables::requireWritten);
        List<NativeTensor> ours = new ArrayList<>();
        try {
            model.fed().values().forEach(input -> ours.add(NativeTensor.copyOf(values.get(input))));
            List<NativeTensor> inputs = new ArrayList<>(ours);
            model.variables().values().forEach(v -> inputs.add(variables.handle(v)));
            List<NativeTensor> results = engine.run(name, model.outputs().size(), op -> {}, inputs);
            ours.addAll(results);
            variables.assigned(model.variables().values());
            return copies(results);
        } finally {
            ours.forEach(NativeTensor::close);
        }
    }

    private Map<String, Tensor> copies(List<NativeTensor> results) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        for (Map.Entry<String, TensorType> output : model.outputs().entrySet()) {
            copies.put(output.getKey(), results.get(copies.size()).get(output.getValue()));
        }
        return copies;
    }

    @Override
    public boolean uses(Variable variable) {
        return model.variables().containsValue(variable);
    }

    @Override
    public void close() {
        engine.removeFunction(name);
    }
}
