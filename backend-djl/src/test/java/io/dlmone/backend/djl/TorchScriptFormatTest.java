package io.dlmone.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Device;
import io.dlmone.contract.FormatContract;
import io.dlmone.graph.TensorType;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** TorchScript archives, read by PyTorch through DJL. */
class TorchScriptFormatTest extends FormatContract {

    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }

    @Override
    protected Map<String, Tensor> run(Path directory, Map<String, Tensor> inputs) {
        ai.djl.Device cpu = PyTorch.device(Device.of("cpu").orElseThrow());
        try (NDManager manager = NDManager.newBaseManager(cpu, PyTorch.ENGINE)) {
            PtSymbolBlock module = JniUtils.loadModule(
                    (PtNDManager) manager, directory.resolve("model.pt"), true, new String[0], new String[0], false);
            List<IValue> arguments = new ArrayList<>();
            for (Tensor input : inputs.values()) {
                PtNDArray array = NativeTensor.allocate(manager, new TensorType(input.type(), input.shape()));
                NativeTensor.set(array, input);
                arguments.add(IValue.from(array));
            }
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            try (IValue results = IValueUtils.forward(module, arguments.toArray(IValue[]::new))) {
                NDList list = results.toNDList((PtNDManager) manager);
                for (NDArray array : list) {
                    outputs.put(array.getName(), NativeTensor.get((PtNDArray) array, type(array)));
                }
            } finally {
                arguments.forEach(IValue::close);
            }
            return outputs;
        }
    }

    private static TensorType type(NDArray array) {
        DType type =
                switch (array.getDataType()) {
                    case FLOAT32 -> DType.FLOAT32;
                    case INT64 -> DType.INT64;
                    default -> DType.BOOL;
                };
        return new TensorType(
                type,
                Shape.of(LongStream.of(array.getShape().getShape())
                        .mapToInt(Math::toIntExact)
                        .toArray()));
    }
}
