package io.dlmone.backend.onnx;

import static io.dlmone.backend.onnx.ModelBuilder.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.dlmone.backend.onnx.Fusion.Factor;
import io.dlmone.backend.onnx.Fusion.Product;
import io.dlmone.backend.onnx.NodeWriter.Bytes;
import io.dlmone.graph.Node;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import java.util.List;

/** Writes a matrix product with what has been fused into it as one operator. */
final class ProductWriter {

    private ProductWriter() {}

    static void write(NodeWriter to, Node n, Product p) {
        if (p.isInt8()) {
            ofBytes(to, n, p);
            return;
        }
        String a = factor(to, p.a());
        String b = factor(to, p.b());
        AttributeProto[] attributes = {
            attribute("transA", p.a().swapped() ? 1 : 0),
            attribute("transB", p.b().swapped() ? 1 : 0),
            attribute("alpha", p.alpha())
        };
        if (p.addend() != null) {
            sum(to, n, p, a, b, attributes);
        } else if (!p.a().swapped() && !p.b().swapped() && p.alpha() == 1) {
            to.result(n, "MatMul", List.of(a, b));
        } else {
            to.model()
                    .node(
                            ModelBuilder.MICROSOFT,
                            "FusedMatMul",
                            List.of(a, b),
                            List.of(to.name(n.output())),
                            attributes);
        }
    }

    /** A product of whole numbers: the left factor becomes bytes by the range of each of its rows in this run. */
    private static void ofBytes(NodeWriter to, Node n, Product p) {
        ModelBuilder model = to.model();
        Bytes left = to.bytes(p.a().source());
        Value numbers = p.b().source();
        String right = p.b().swapped() ? to.transpose(numbers, List.of(1, 0)) : to.name(numbers);
        String sums = model.node("MatMulInteger", List.of(left.numbers(), right, model.byteScalar(Bytes.ZERO)));
        String floats = model.node("Cast", List.of(sums), attribute("to", ModelBuilder.elementType(DType.FLOAT32)));
        String scales = to.reshape(to.name(p.b().scales()), n.output().shape().dim(-1));
        List<String> factors = List.of(model.node("Mul", List.of(floats, left.worth())), scales);
        if (p.addend() == null) {
            to.result(n, "Mul", factors);
        } else {
            to.result(n, "Add", List.of(model.node("Mul", factors), to.name(p.addend())));
        }
    }

    private static String factor(NodeWriter to, Factor f) {
        return f.perm().isEmpty() ? to.name(f.source()) : to.transpose(f.source(), f.perm());
    }

    /** A product of two matrices and an addend; leading axes are rows. */
    private static void sum(NodeWriter to, Node n, Product p, String a, String b, AttributeProto... attributes) {
        Shape shape = n.output().shape();
        String c = to.name(p.addend());
        if (shape.rank() == 2) {
            to.result(n, "Gemm", List.of(a, b, c), attributes);
            return;
        }
        int width = shape.dim(-1);
        int rows = shape.size() / Math.max(1, width);
        String left = to.reshape(a, rows, p.a().source().shape().dim(-1));
        String addend = p.addend().shape().rank() == 1 ? c : to.reshape(c, rows, width);
        String y = to.model().node("Gemm", List.of(left, b, addend), attributes);
        to.result(n, "Reshape", List.of(y, to.shape(shape)));
    }
}
