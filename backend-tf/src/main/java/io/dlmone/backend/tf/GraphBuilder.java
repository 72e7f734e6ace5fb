package io.dlmone.backend.tf;

import com.google.protobuf.ByteString;
import io.dlmone.graph.TensorType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Writes a TensorFlow graph, node by node; a node's first result is known by the node's name. */
final class GraphBuilder {

    /** A named attribute of a node. */
    record Attribute(String name, AttrValue value) {

        static Attribute of(String name, DataType type) {
            return new Attribute(name, AttrValue.newBuilder().setType(type).build());
        }

        static Attribute of(String name, boolean flag) {
            return new Attribute(name, AttrValue.newBuilder().setB(flag).build());
        }

        static Attribute of(String name, long number) {
            return new Attribute(name, AttrValue.newBuilder().setI(number).build());
        }

        /** A shape, in which -1 stands for any number. */
        static Attribute shape(String name, int... dims) {
            return new Attribute(
                    name, AttrValue.newBuilder().setShape(proto(dims)).build());
        }
    }

    private final GraphDef.Builder graph = GraphDef.newBuilder();
    private final Map<Object, String> constants = new HashMap<>();

    /** Adds an operator on the results of others; returns its name, which is new. */
    String node(String op, List<String> inputs, Attribute... attributes) {
        return named(op + "_" + graph.getNodeCount(), op, inputs, attributes);
    }

    /** Adds an operator of this name, which must be new; returns the name. */
    String named(String name, String op, List<String> inputs, Attribute... attributes) {
        NodeDef.Builder node = graph.addNodeBuilder().setName(name).setOp(op).addAllInput(inputs);
        for (Attribute a : attributes) {
            node.putAttr(a.name, a.value);
        }
        return name;
    }

    String constant(Tensor tensor) {
        TensorType type = new TensorType(tensor.type(), tensor.shape());
        return constants.computeIfAbsent(
                tensor, t -> constant(NativeTensor.dataType(type.type()), type.shape(), raw(tensor)));
    }

    String scalar(double value) {
        return constant(Tensor.scalar((float) value));
    }

    /** A number of 32 bits: an axis, a count. */
    String integer(int value) {
        return constants.computeIfAbsent(value, v -> constant(DataType.DT_INT32, Shape.scalar(), raw(value)));
    }

    /** A vector of numbers of 32 bits: a shape, axes. */
    String integers(int... values) {
        return integers(Shape.of(values.length), values);
    }

    /** Numbers of 32 bits. */
    String integers(Shape shape, int... values) {
        return constants.computeIfAbsent(
                List.of(shape, ByteBuffer.wrap(raw(values))), k -> constant(DataType.DT_INT32, shape, raw(values)));
    }

    private String constant(DataType type, Shape shape, byte[] data) {
        TensorProto value = TensorProto.newBuilder()
                .setDtype(type)
                .setTensorShape(proto(shape.dims()))
                .setTensorContent(ByteString.copyFrom(data))
                .build();
        return node(
                "Const",
                List.of(),
                Attribute.of("dtype", type),
                new Attribute("value", AttrValue.newBuilder().setTensor(value).build()));
    }

    GraphDef build() {
        return graph.build();
    }

    static TensorShapeProto proto(int... dims) {
        TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
        for (int d : dims) {
            proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(d));
        }
        return proto.build();
    }

    private static byte[] raw(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    private static byte[] raw(Tensor t) {
        int length = Math.multiplyExact(t.shape().size(), t.type().bytes());
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        switch (t.type()) {
            case FLOAT32 -> bytes.asFloatBuffer().put(t.floats());
            case INT64 -> bytes.asLongBuffer().put(t.longs());
            case BOOL -> bytes.put(NativeTensor.bytes(t.booleans()));
            case INT8 -> bytes.put(t.bytes());
        }
        return bytes.array();
    }
}
