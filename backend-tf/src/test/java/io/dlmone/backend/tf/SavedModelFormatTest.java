package io.dlmone.backend.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.*;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.FormatContract;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** SavedModels, read by TensorFlow's own loader. */
class SavedModelFormatTest extends FormatContract {

    @Override
    protected BackendProvider provider() {
        return new TfBackendProvider();
    }

    @Override
    protected Map<String, Tensor> run(Path directory, Map<String, Tensor> inputs) throws IOException {
        NativeEnvironment.prepare();
        SignatureDef signature = SavedModel.parseFrom(Files.readAllBytes(directory.resolve("saved_model.pb")))
                .getMetaGraphs(0)
                .getSignatureDefOrThrow("serving_default");
        TF_Graph graph = TF_NewGraph();
        TF_SessionOptions options = TF_NewSessionOptions();
        try (Status status = new Status();
                BytePointer tag = new BytePointer("serve");
                PointerPointer<BytePointer> tags = new PointerPointer<>(1);
                BytePointer path = new BytePointer(directory.toString())) {
            TF_Session session = TF_LoadSessionFromSavedModel(
                    options, null, path, tags.put(0, tag), 1, graph, null, status.handle());
            status.check("load a SavedModel");
            try {
                return run(session, graph, signature, inputs, status);
            } finally {
                TF_CloseSession(session, status.handle());
                TF_DeleteSession(session, status.handle());
            }
        } finally {
            TF_DeleteSessionOptions(options);
            TF_DeleteGraph(graph);
        }
    }

    private static Map<String, Tensor> run(
            TF_Session session, TF_Graph graph, SignatureDef signature, Map<String, Tensor> inputs, Status status) {
        List<String> fed = List.copyOf(inputs.keySet());
        List<String> wanted = List.copyOf(signature.getOutputsMap().keySet());
        List<TF_Tensor> tensors = new ArrayList<>();
        try (TF_Output in = places(
                        graph, fed.stream().map(signature::getInputsOrThrow).toList());
                TF_Output out = places(
                        graph, wanted.stream().map(signature::getOutputsOrThrow).toList());
                PointerPointer<TF_Tensor> given = new PointerPointer<>(fed.size());
                PointerPointer<TF_Tensor> results = new PointerPointer<>(wanted.size())) {
            for (int i = 0; i < fed.size(); i++) {
                tensors.add(tensor(inputs.get(fed.get(i))));
                given.put(i, tensors.get(i));
            }
            TF_SessionRun(
                    session, null, in, given, fed.size(), out, results, wanted.size(), null, 0, null, status.handle());
            status.check("run a SavedModel");
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            for (int i = 0; i < wanted.size(); i++) {
                TF_Tensor result = results.get(TF_Tensor.class, i);
                tensors.add(result);
                outputs.put(wanted.get(i), tensor(result));
            }
            return outputs;
        } finally {
            tensors.forEach(t -> TF_DeleteTensor(t));
        }
    }

    private static TF_Output places(TF_Graph graph, List<TensorInfo> infos) {
        TF_Output places = new TF_Output(infos.size());
        for (int i = 0; i < infos.size(); i++) {
            String name = infos.get(i).getName();
            places.position(i)
                    .oper(TF_GraphOperationByName(graph, name.substring(0, name.indexOf(':'))))
                    .index(0);
        }
        return places.position(0);
    }

    private static TF_Tensor tensor(Tensor t) {
        long[] dims = IntStream.of(t.shape().dims()).asLongStream().toArray();
        long bytes = (long) t.shape().size() * t.type().bytes();
        TF_Tensor tensor = TF_AllocateTensor(NativeTensor.dataType(t.type()).getNumber(), dims, dims.length, bytes);
        ByteBuffer to = buffer(tensor);
        if (t.type() == DType.FLOAT32) {
            to.asFloatBuffer().put(t.floats());
        } else {
            to.asLongBuffer().put(t.longs());
        }
        return tensor;
    }

    private static Tensor tensor(TF_Tensor t) {
        Shape shape = Shape.of(IntStream.range(0, TF_NumDims(t))
                .map(i -> Math.toIntExact(TF_Dim(t, i)))
                .toArray());
        ByteBuffer from = buffer(t);
        if (TF_TensorType(t) == NativeTensor.dataType(DType.FLOAT32).getNumber()) {
            float[] values = new float[shape.size()];
            from.asFloatBuffer().get(values);
            return Tensor.of(shape, values);
        }
        if (TF_TensorType(t) == NativeTensor.dataType(DType.INT64).getNumber()) {
            long[] values = new long[shape.size()];
            from.asLongBuffer().get(values);
            return Tensor.of(shape, values);
        }
        boolean[] values = new boolean[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = from.get(i) != 0;
        }
        return Tensor.of(shape, values);
    }

    private static ByteBuffer buffer(TF_Tensor t) {
        return new BytePointer(TF_TensorData(t))
                .capacity(TF_TensorByteSize(t))
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }
}
