package io.dlmone.backend.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.dlmone.backend.EngineProgram;
import io.dlmone.backend.ProgramInputs;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A script in PyTorch, with the memory of its inputs; its variables belong to the backend. */
final class DjlProgram implements EngineProgram {

    private final Script script;
    private final VariableStore variables;
    private final EngineThreads threads;
    private final PtNDManager manager;
    private final PtSymbolBlock module;
    private final Map<String, PtNDArray> inputs = new LinkedHashMap<>();
    private final IValue[] arguments;

    /** @param parent what the program's native memory hangs on until the program is closed */
    DjlProgram(NDManager parent, Script script, VariableStore variables, EngineThreads threads) {
        this.script = script;
        this.variables = variables;
        this.threads = threads;
        this.manager = (PtNDManager) parent.newSubManager();
        try {
            this.module = load();
            for (String name : script.fed()) {
                inputs.put(name, NativeTensor.allocate(manager, script.inputs().get(name)));
            }
            IValue x = IValue.listFrom(inputs.values().toArray(PtNDArray[]::new));
            IValue v = IValue.listFrom(
                    script.variables().stream().map(variables::memory).toArray(PtNDArray[]::new));
            this.arguments = new IValue[] {x, v, IValueUtils.runMethod(module, "prepare", v)};
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private PtSymbolBlock load() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            TorchScriptArchive.write(script, bytes);
            return JniUtils.loadModule(manager, new ByteArrayInputStream(bytes.toByteArray()), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> values) {
        ProgramInputs.require(script.inputs(), values);
        script.read().forEach(variables::requireWritten);
        inputs.forEach((name, array) -> NativeTensor.set(array, values.get(name)));
        threads.apply();
        try (IValue results = IValueUtils.forward(module, arguments)) {
            variables.assigned(script.assigned());
            return copy(results);
        } catch (EngineException e) {
            throw new IllegalStateException("PyTorch could not run the program: " + e.getMessage(), e);
        }
    }

    private Map<String, Tensor> copy(IValue results) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        if (!script.outputs().isEmpty()) {
            PtNDArray[] arrays = results.toTensorArray(manager);
            try {
                int i = 0;
                for (Map.Entry<String, TensorType> output : script.outputs().entrySet()) {
                    copies.put(output.getKey(), NativeTensor.get(arrays[i++], output.getValue()));
                }
            } finally {
                for (PtNDArray array : arrays) {
                    array.close();
                }
            }
        }
        return copies;
    }

    @Override
    public boolean uses(Variable variable) {
        return script.variables().contains(variable);
    }

    @Override
    public void close() {
        for (IValue argument : arguments) {
            argument.close();
        }
        manager.close();
    }
}
