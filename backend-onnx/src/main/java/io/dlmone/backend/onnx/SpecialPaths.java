package io.dlmone.backend.onnx;

import io.dlmone.backend.Probe;
import io.dlmone.backend.onnx.Fusion.Product;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a model goes beyond plain operators: composites that the engine or this module computes in its own way,
 * products that do more than multiply or whose weights are packed ahead, and what the engine's rewriting of graphs
 * makes of these and of what comes before them.
 */
final class SpecialPaths {

    /** Both factors are rounded to 8 bits of their range. */
    private static final double INT8_TOLERANCE = 0x1p-5;

    private SpecialPaths() {}

    /** Each of them by itself, those of one shape once, so that they can be checked side by side. */
    static Collection<Probe> of(Fusion fusion) {
        return fusion.needed().stream()
                .flatMap(n -> of(fusion, n).stream())
                .collect(Collectors.toMap(
                        probe -> probe.graph().toString(), probe -> probe, (one, same) -> one, LinkedHashMap::new))
                .values();
    }

    private static Optional<Probe> of(Fusion fusion, Node n) {
        if (n.op().isComposite()) {
            return Optional.of(composite(n));
        }
        return fusion.product(n).flatMap(p -> product(n, p));
    }

    /** With the additions before it, which the engine does together with a normalisation. */
    private static Probe composite(Node n) {
        String path = "native " + n.op().onnxName();
        if (n.op() != Op.LAYER_NORMALIZATION && n.op() != Op.RMS_NORMALIZATION) {
            return Probe.cut(path, n);
        }
        List<Value> boundary = new ArrayList<>(n.inputs());
        for (int depth = 0; depth < 2; depth++) {
            boundary = boundary.stream()
                    .flatMap(v -> v.node().op() == Op.ADD ? v.node().inputs().stream() : Stream.of(v))
                    .toList();
        }
        return Probe.cut(path, List.of(n.output()), boundary, true);
    }

    /** With the scalings before it, which the engine does together with the product. */
    private static Optional<Probe> product(Node n, Product p) {
        List<Value> boundary = p.reads().stream()
                .flatMap(v -> isScaled(v) ? v.node().inputs().stream() : Stream.of(v))
                .toList();
        if (p.isInt8()) {
            return Optional.of(Probe.cut("int8 product", INT8_TOLERANCE, n.outputs(), boundary, true));
        }
        boolean packed = p.reads().stream().anyMatch(SpecialPaths::isFrozen);
        boolean fused = !boundary.equals(n.inputs());
        return packed || fused
                ? Optional.of(Probe.cut(packed ? "packed product" : "fused product", n.outputs(), boundary, true))
                : Optional.empty();
    }

    private static boolean isScaled(Value v) {
        return v.node().op() == Op.MUL
                && v.node().inputs().stream()
                        .anyMatch(f -> f.node().op() == Op.CONSTANT && f.shape().rank() == 0);
    }

    private static boolean isFrozen(Value v) {
        return v.node().op() == Op.VARIABLE
                && v.node().attributes().object("variable", Variable.class).isFrozen();
    }
}
