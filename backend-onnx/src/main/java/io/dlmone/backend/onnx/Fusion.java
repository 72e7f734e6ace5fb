package io.dlmone.backend.onnx;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what need not be computed by itself: transposes, scalings and additions that a matrix product does on the way,
 * and expansions that an elementwise operator does on the way.
 */
final class Fusion {

    private static final Set<Op> BROADCASTING =
            EnumSet.of(Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MAX, Op.MIN, Op.EQUAL, Op.LESS, Op.AND, Op.WHERE);

    /**
     * A factor of a product: {@code source}, its axes permuted by {@code perm} (empty for as they are), the last two
     * read as swapped if {@code swapped}. Weights in 8 bits have {@code scales}, which are null elsewhere.
     */
    record Factor(Value source, List<Integer> perm, boolean swapped, Value scales) {
        static Factor of(Value source, List<Integer> perm, boolean swapped) {
            return new Factor(source, perm, swapped, null);
        }

        Factor swap() {
            return of(source, perm, !swapped);
        }

        int rank() {
            return source.shape().rank();
        }
    }

    /** {@code alpha a b + addend}, the addend being null for none. */
    record Product(Factor a, Factor b, double alpha, Value addend) {
        List<Value> reads() {
            return Stream.of(a.source, b.source, b.scales, addend)
                    .filter(Objects::nonNull)
                    .toList();
        }

        /** Whether whole numbers of 8 bits are multiplied. */
        boolean isInt8() {
            return b.scales != null;
        }

        /** Whether this is one product of two matrices, rows of leading axes taken together. */
        boolean isOneMatrix() {
            return b.rank() == 2 && (a.rank() == 2 || !a.swapped);
        }
    }

    private final Map<Value, Integer> uses = new HashMap<>();
    private final Map<Node, Product> products = new HashMap<>();
    private final List<Node> needed = new ArrayList<>();

    /**
     * @param products whether products do more on the way than multiply
     * @param int8 whether they take weights in 8 bits as they are
     */
    Fusion(Graph graph, boolean products, boolean int8) {
        List<Node> live = graph.liveNodes();
        live.forEach(n -> n.inputs().forEach(this::use));
        graph.outputs().values().forEach(this::use);
        graph.assignments().values().forEach(this::use);
        live.forEach(n -> (int8 ? ofBytes(n) : Optional.<Product>empty())
                .or(() -> products ? find(n) : Optional.empty())
                .ifPresent(p -> this.products.put(n, p)));
        Set<Node> wanted = new HashSet<>();
        graph.outputs().values().forEach(v -> wanted.add(v.node()));
        graph.assignments().values().forEach(v -> wanted.add(v.node()));
        for (int i = live.size() - 1; i >= 0; i--) {
            Node n = live.get(i);
            if (wanted.contains(n)) {
                needed.add(0, n);
                reads(n).forEach(v -> wanted.add(v.node()));
            }
        }
    }

    /** The nodes to compute, in order. */
    List<Node> needed() {
        return needed;
    }

    /** The product that computes this node, if one does. */
    Optional<Product> product(Node node) {
        return Optional.ofNullable(products.get(node));
    }

    /** The values that a node's operator reads: its inputs, without expansions that it does itself. */
    List<Value> inputs(Node node) {
        List<Value> in = new ArrayList<>(node.inputs());
        if (BROADCASTING.contains(node.op())) {
            for (int i = 0; i < in.size(); i++) {
                Value whole = in.get(i);
                if (whole.node().op() == Op.EXPAND) {
                    in.set(i, whole.node().input(0));
                    if (!broadcast(in).equals(node.output().shape())) {
                        in.set(i, whole);
                    }
                }
            }
        }
        return in;
    }

    private static Shape broadcast(List<Value> in) {
        return in.stream().map(Value::shape).reduce(Shape.scalar(), Shape::broadcast);
    }

    private List<Value> reads(Node node) {
        return product(node).map(Product::reads).orElseGet(() -> inputs(node));
    }

    private void use(Value v) {
        uses.merge(v, 1, Integer::sum);
    }

    private Optional<Product> find(Node n) {
        return switch (n.op()) {
            case MATMUL -> Optional.of(new Product(factor(n.input(0)), factor(n.input(1)), 1, null));
            case TRANSPOSE ->
                absorbable(n.input(0))
                        .filter(p -> p.addend == null && !p.isInt8() && p.a.rank() == p.b.rank())
                        .filter(p -> Arrays.equals(n.attributes().integers("perm"), swapping(p.a.rank())))
                        .map(p -> new Product(p.b.swap(), p.a.swap(), p.alpha, null));
            case MUL -> scaled(n.input(0), n.input(1)).or(() -> scaled(n.input(1), n.input(0)));
            case ADD -> added(n, n.input(0), n.input(1)).or(() -> added(n, n.input(1), n.input(0)));
            default -> Optional.empty();
        };
    }

    /** A product with weights in 8 bits: numbers, cast, times one scale for each of the product's outputs. */
    private static Optional<Product> ofBytes(Node n) {
        if (n.op() != Op.MATMUL) {
            return Optional.empty();
        }
        Factor right = factor(n.input(1));
        Node scaled = right.source.node();
        if (scaled.op() != Op.MUL || right.rank() != 2 || !right.perm.isEmpty()) {
            return Optional.empty();
        }
        Node cast = scaled.input(0).node();
        Value scales = scaled.input(1);
        int outputs = right.swapped ? 0 : 1;
        boolean fits = cast.op() == Op.CAST
                && cast.input(0).type() == DType.INT8
                && scales.node().op().isLeaf()
                && scales.shape().equals(right.source.shape().with(1 - outputs, 1));
        return fits
                ? Optional.of(new Product(
                        Factor.of(n.input(0), List.of(), false),
                        new Factor(cast.input(0), List.of(), right.swapped, scales),
                        1,
                        null))
                : Optional.empty();
    }

    private Optional<Product> scaled(Value product, Value factor) {
        if (factor.node().op() != Op.CONSTANT || factor.shape().rank() != 0) {
            return Optional.empty();
        }
        double scale = factor.node().attributes().object("value", Tensor.class).item();
        return absorbable(product)
                .filter(p -> p.addend == null && !p.isInt8())
                .map(p -> new Product(p.a, p.b, p.alpha * scale, null));
    }

    private Optional<Product> added(Node sum, Value product, Value addend) {
        Shape shape = product.shape();
        return absorbable(product)
                .filter(p -> p.addend == null
                        && p.isOneMatrix()
                        && shape.equals(sum.output().shape()))
                .filter(p -> addend.shape().equals(shape) || addend.shape().equals(Shape.of(shape.dim(-1))))
                .map(p -> new Product(p.a, p.b, p.alpha, addend));
    }

    /** The product that computes a value, if nothing else needs that value. */
    private Optional<Product> absorbable(Value v) {
        return uses.get(v) == 1 ? product(v.node()) : Optional.empty();
    }

    /**
     * A matrix, with a transposition taken over by the product where it can be, and otherwise one that keeps rows
     * whole.
     */
    private static Factor factor(Value v) {
        if (v.node().op() != Op.TRANSPOSE) {
            return Factor.of(v, List.of(), false);
        }
        int[] perm = v.node().attributes().integers("perm");
        int[] other = perm.clone();
        int last = perm.length - 1;
        other[last] = perm[last - 1];
        other[last - 1] = perm[last];
        Value source = v.node().input(0);
        if (Arrays.equals(perm, swapping(perm.length))) {
            return Factor.of(source, List.of(), true);
        }
        boolean swap = other[last] == last;
        return Factor.of(source, Arrays.stream(swap ? other : perm).boxed().toList(), swap);
    }

    private static int[] swapping(int rank) {
        int[] perm = new int[rank];
        Arrays.setAll(perm, i -> i < rank - 2 ? i : 2 * rank - 3 - i);
        return perm;
    }
}
