package io.dlmone.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.dlmone.backend.EngineProgram;
import io.dlmone.backend.ProgramInputs;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A session over one graph, with the memory of its inputs and outputs. */
final class OnnxProgram implements EngineProgram {

    private final OnnxModel model;
    private final VariableStore variables;
    private final OrtSession session;
    private final boolean profiled;
    private final Map<String, NativeTensor> inputs = new LinkedHashMap<>();
    private final Map<String, NativeTensor> outputs = new LinkedHashMap<>();

    /** Takes over the session: closing the program closes it, and so does failing here. */
    OnnxProgram(
            OrtEnvironment environment, OnnxModel model, VariableStore variables, OrtSession session, boolean profiled)
            throws OrtException {
        this.model = model;
        this.variables = variables;
        this.session = session;
        this.profiled = profiled;
        try {
            for (String name : model.fed().values()) {
                inputs.put(name, new NativeTensor(environment, model.inputs().get(name)));
            }
            for (Map.Entry<String, TensorType> output : model.outputs().entrySet()) {
                outputs.put(output.getKey(), new NativeTensor(environment, output.getValue()));
            }
        } catch (OrtException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> values) {
        ProgramInputs.require(model.inputs(), values);
        inputs.forEach((name, tensor) -> tensor.set(values.get(name)));
        try {
            Map<String, OnnxTensor> feeds = new HashMap<>();
            model.fed()
                    .forEach((name, input) -> feeds.put(name, inputs.get(input).view()));
            model.reads()
                    .forEach((name, variable) ->
                            feeds.put(name, variables.current(variable).view()));
            Map<String, OnnxTensor> results = new HashMap<>();
            outputs.forEach((name, tensor) -> results.put(OnnxModel.output(name), tensor.view()));
            for (Map.Entry<String, Variable> a : model.assignments().entrySet()) {
                results.put(a.getKey(), variables.next(a.getValue()).view());
            }
            session.run(feeds, Set.of(), results).close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not run the program: " + e.getMessage(), e);
        }
        Map<String, Tensor> copies = new LinkedHashMap<>();
        outputs.forEach((name, tensor) -> copies.put(name, tensor.get()));
        if (model.condition().map(name -> copies.get(name).booleans()[0]).orElse(true)) {
            variables.swap(model.assignments().values());
        }
        return copies;
    }

    @Override
    public boolean uses(Variable variable) {
        return model.reads().containsValue(variable)
                || model.assignments().containsValue(variable)
                || model.frozen().containsValue(variable);
    }

    @Override
    public void close() {
        try {
            if (profiled) {
                session.endProfiling();
            }
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close a session: " + e.getMessage(), e);
        } finally {
            inputs.values().forEach(NativeTensor::close);
            outputs.values().forEach(NativeTensor::close);
        }
    }
}
