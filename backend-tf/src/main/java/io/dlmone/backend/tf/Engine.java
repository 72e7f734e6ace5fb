package io.dlmone.backend.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TFE_ContextAddFunction;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_ContextListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_ContextOptionsSetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_ContextRemoveFunction;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_DeleteContext;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_DeleteContextOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_DeleteOp;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_Execute;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_NewContext;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_NewContextOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_NewOp;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_OpAddInput;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_OpSetDevice;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteFunction;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteImportGraphDefOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphImportGraphDef;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphToFunctionWithControlOutputs;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewImportGraphDefOptions;

import io.dlmone.backend.Device;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TFE_Context;
import org.tensorflow.internal.c_api.TFE_ContextOptions;
import org.tensorflow.internal.c_api.TFE_Op;
import org.tensorflow.internal.c_api.TFE_TensorHandle;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Function;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_ImportGraphDefOptions;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;

/**
 * One TensorFlow runtime: its devices with their threads, its variables and its functions. It runs operators, of which
 * a function that was added is one.
 */
final class Engine implements AutoCloseable {

    private final TFE_Context context;
    private final String device;

    private Engine(TFE_Context context, String device) {
        this.context = context;
        this.device = device;
    }

    /**
     * Starts a runtime.
     *
     * @throws io.dlmone.error.UserException if there is no such device
     */
    static Engine open(ConfigProto config, Device device) {
        TFE_ContextOptions options = TFE_NewContextOptions();
        try (Status status = new Status();
                BytePointer bytes = new BytePointer(config.toByteArray())) {
            TFE_ContextOptionsSetConfig(options, bytes, bytes.limit(), status.handle());
            status.check("take its configuration");
            TFE_Context context = TFE_NewContext(options, status.handle());
            status.check("start");
            Engine engine = new Engine(context, CudaDevice.engineName(device));
            if (device.isCuda() && !engine.hasDevice(status)) {
                engine.close();
                throw CudaDevice.missing(device);
            }
            return engine;
        } finally {
            TFE_DeleteContextOptions(options);
        }
    }

    private boolean hasDevice(Status status) {
        TF_DeviceList devices = TFE_ContextListDevices(context, status.handle());
        status.check("list its devices");
        try {
            for (int i = 0; i < TF_DeviceListCount(devices); i++) {
                if (TF_DeviceListName(devices, i, status.handle()).getString().endsWith(device)) {
                    return true;
                }
            }
            return false;
        } finally {
            TF_DeleteDeviceList(devices);
        }
    }

    /**
     * Makes a graph an operator of this name.
     *
     * @param inputs names of the nodes whose results are the operator's inputs
     * @param outputs names of the nodes whose results are its outputs
     * @param effects names of the nodes that are run for what they do
     */
    void addFunction(
            String name, GraphDef graph, Collection<String> inputs, List<String> outputs, List<String> effects) {
        TF_Graph body = TF_NewGraph();
        try (Status status = new Status();
                BytePointer called = new BytePointer(name);
                TF_Output in = new TF_Output(Math.max(1, inputs.size()));
                TF_Output out = new TF_Output(Math.max(1, outputs.size()));
                PointerPointer<?> control = new PointerPointer<>(Math.max(1, effects.size()))) {
            read(graph, body, status);
            fill(in, body, inputs);
            fill(out, body, outputs);
            IntStream.range(0, effects.size())
                    .forEach(i -> control.put(i, TF_GraphOperationByName(body, effects.get(i))));
            TF_Function function = TF_GraphToFunctionWithControlOutputs(
                    body,
                    called,
                    (byte) 0,
                    -1,
                    null,
                    inputs.size(),
                    in,
                    outputs.size(),
                    out,
                    null,
                    effects.size(),
                    control,
                    null,
                    null,
                    null,
                    status.handle());
            status.check("make a function of " + name);
            TFE_ContextAddFunction(context, function, status.handle());
            TF_DeleteFunction(function);
            status.check("add " + name);
        } finally {
            TF_DeleteGraph(body);
        }
    }

    private static void read(GraphDef graph, TF_Graph into, Status status) {
        TF_ImportGraphDefOptions options = TF_NewImportGraphDefOptions();
        try (BytePointer bytes = new BytePointer(graph.toByteArray());
                TF_Buffer buffer = new TF_Buffer()) {
            buffer.data(bytes).length(bytes.limit());
            TF_GraphImportGraphDef(into, buffer, options, status.handle());
            status.check("read a graph");
        } finally {
            TF_DeleteImportGraphDefOptions(options);
        }
    }

    private static void fill(TF_Output results, TF_Graph graph, Collection<String> nodes) {
        int i = 0;
        for (String node : nodes) {
            results.position(i++).oper(TF_GraphOperationByName(graph, node)).index(0);
        }
        results.position(0);
    }

    /** Forgets a function, and frees what it has been compiled to. */
    void removeFunction(String name) {
        try (Status status = new Status()) {
            TFE_ContextRemoveFunction(context, name, status.handle());
            status.check("remove " + name);
        }
    }

    /**
     * Runs an operator once.
     *
     * @param settings sets its attributes
     * @return its results, which the caller closes
     */
    List<NativeTensor> run(String operator, int results, Consumer<TFE_Op> settings, List<NativeTensor> inputs) {
        try (Status status = new Status();
                IntPointer count = new IntPointer(1).put(results);
                PointerPointer<TFE_TensorHandle> handles = new PointerPointer<>(Math.max(1, results))) {
            TFE_Op op = TFE_NewOp(context, operator, status.handle());
            status.check("find " + operator);
            try {
                TFE_OpSetDevice(op, device, status.handle());
                status.check("use device " + device);
                settings.accept(op);
                for (NativeTensor input : inputs) {
                    TFE_OpAddInput(op, input.handle(), status.handle());
                    status.check("take the inputs of " + operator);
                }
                TFE_Execute(op, handles, count, status.handle());
                status.check("run " + operator);
            } finally {
                TFE_DeleteOp(op);
            }
            List<NativeTensor> all = new ArrayList<>(results);
            for (int i = 0; i < results; i++) {
                all.add(new NativeTensor(handles.get(TFE_TensorHandle.class, i)));
            }
            return all;
        }
    }

    @Override
    public void close() {
        TFE_DeleteContext(context);
    }
}
