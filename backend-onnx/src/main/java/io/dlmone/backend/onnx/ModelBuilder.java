package io.dlmone.backend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.dlmone.graph.TensorType;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes an ONNX model, node by node; values are known by their names. */
final class ModelBuilder {

    /** ONNX Runtime's own operators, beyond the standard. */
    static final String MICROSOFT = "com.microsoft";

    /** The name of the size of an axis that is not fixed. */
    private static final String ROWS = "batch";

    private static final int IR_VERSION = 10;
    private static final int OPSET = 21;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("graph");
    private final Map<Object, String> constants = new HashMap<>();
    private int names;

    /** A name that no other value has. */
    String fresh() {
        return "t" + names++;
    }

    /** Adds a standard operator; returns its output's new name. */
    String node(String op, List<String> inputs, AttributeProto... attributes) {
        String out = fresh();
        node("", op, inputs, List.of(out), attributes);
        return out;
    }

    /** Adds an operator of a domain, with named outputs. */
    void node(String domain, String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setName(op + "_" + graph.getNodeCount())
                .setDomain(domain)
                .setOpType(op)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes)));
    }

    /** A constant inside the model. */
    String constant(Tensor tensor) {
        return constants.computeIfAbsent(tensor, key -> {
            String name = fresh();
            graph.addInitializer(
                    header(name, new TensorType(tensor.type(), tensor.shape())).setRawData(raw(tensor)));
            return name;
        });
    }

    /** A constant byte without a sign, which is no type of the graph. */
    String byteScalar(int value) {
        return constants.computeIfAbsent(List.of("byte", value), key -> {
            String name = fresh();
            graph.addInitializer(TensorProto.newBuilder()
                    .setName(name)
                    .setDataType(TensorProto.DataType.UINT8.getNumber())
                    .addInt32Data(value));
            return name;
        });
    }

    /** A constant vector of integers: axes, shapes. */
    String integers(long... values) {
        return constant(Tensor.of(Shape.of(values.length), values));
    }

    String scalar(double value) {
        return constant(Tensor.scalar((float) value));
    }

    /** A constant whose data is handed to the session beside the model. */
    void external(String name, TensorType type) {
        graph.addInitializer(header(name, type)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(name)));
    }

    /** @param dims its shape, -1 for the number of rows of a batch, which is not fixed */
    void input(String name, DType type, int... dims) {
        graph.addInput(info(name, type, dims));
    }

    void output(String name, DType type, int... dims) {
        graph.addOutput(info(name, type, dims));
    }

    ModelProto build() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("dlm-one")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph);
        if (graph.getNodeList().stream().anyMatch(n -> n.getDomain().equals(MICROSOFT))) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1));
        }
        return model.build();
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto attribute(String name, int[] values) {
        AttributeProto.Builder a = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (int v : values) {
            a.addInts(v);
        }
        return a.build();
    }

    static int elementType(DType type) {
        TensorProto.DataType onnx =
                switch (type) {
                    case FLOAT32 -> TensorProto.DataType.FLOAT;
                    case INT64 -> TensorProto.DataType.INT64;
                    case BOOL -> TensorProto.DataType.BOOL;
                    case INT8 -> TensorProto.DataType.INT8;
                };
        return onnx.getNumber();
    }

    private static TensorProto.Builder header(String name, TensorType type) {
        TensorProto.Builder t = TensorProto.newBuilder().setName(name).setDataType(elementType(type.type()));
        for (int d : type.shape().dims()) {
            t.addDims(d);
        }
        return t;
    }

    private static ValueInfoProto info(String name, DType type, int... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int d : dims) {
            TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(d < 0 ? dim.setDimParam(ROWS) : dim.setDimValue(d));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(elementType(type))
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static ByteString raw(Tensor t) {
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.multiplyExact(t.shape().size(), t.type().bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (t.type()) {
            case FLOAT32 -> bytes.asFloatBuffer().put(t.floats());
            case INT64 -> bytes.asLongBuffer().put(t.longs());
            case BOOL -> {
                for (boolean b : t.booleans()) {
                    bytes.put((byte) (b ? 1 : 0));
                }
                bytes.rewind();
            }
            case INT8 -> bytes.put(t.bytes()).rewind();
        }
        return ByteString.copyFrom(bytes);
    }
}
