package io.dlmone.backend.djl;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what need not be computed by itself: views, and transpositions, additions and multiplications that one operator
 * of the engine does together.
 */
final class Fusion {

    private static final Set<Op> VIEWS =
            EnumSet.of(Op.RESHAPE, Op.TRANSPOSE, Op.EXPAND, Op.SLICE, Op.STOP_GRADIENT, Op.CAST);

    /**
     * {@code a b}, its last two axes swapped if {@code swapped}, and the row {@code bias} added if that is not null.
     */
    record Product(Value a, Value b, boolean swapped, Value bias) {
        List<Value> reads() {
            return bias == null ? List.of(a, b) : List.of(a, b, bias);
        }
    }

    /** {@code addend + scale a b}, where {@code b} is null for one. */
    record Sum(Value addend, double scale, Value a, Value b) {
        List<Value> reads() {
            return b == null ? List.of(addend, a) : List.of(addend, a, b);
        }
    }

    private final Graph graph;
    private final Map<Value, Integer> uses = new HashMap<>();
    private final Map<Node, Product> products = new HashMap<>();
    private final Map<Node, Sum> sums = new HashMap<>();
    private final List<Node> steps = new ArrayList<>();

    Fusion(Graph graph) {
        this.graph = graph;
        List<Node> live = graph.liveNodes();
        live.forEach(n -> n.inputs().forEach(this::use));
        results().forEach(this::use);
        for (Node n : live) {
            Optional<Product> product = findProduct(n);
            product.ifPresent(p -> products.put(n, p));
            if (product.isEmpty()) {
                findSum(n).ifPresent(s -> sums.put(n, s));
            }
        }
        Set<Node> wanted = new HashSet<>();
        results().forEach(v -> wanted.add(v.node()));
        for (int i = live.size() - 1; i >= 0; i--) {
            Node n = live.get(i);
            if (wanted.contains(n)) {
                reads(n).forEach(v -> wanted.add(v.node()));
                if (!n.op().isLeaf() && !isView(n.output())) {
                    steps.add(0, n);
                }
            }
        }
    }

    /** The nodes to compute, in order, without leaves and views. */
    List<Node> steps() {
        return steps;
    }

    /** Outputs and assigned values. */
    List<Value> results() {
        List<Value> all = new ArrayList<>(graph.outputs().values());
        all.addAll(graph.assignments().values());
        return all;
    }

    Optional<Product> product(Node node) {
        return Optional.ofNullable(products.get(node));
    }

    Optional<Sum> sum(Node node) {
        return Optional.ofNullable(sums.get(node));
    }

    /** The values that computing a node reads. */
    List<Value> reads(Node node) {
        return product(node)
                .map(Product::reads)
                .or(() -> sum(node).map(Sum::reads))
                .orElse(node.inputs());
    }

    /** Whether the value may share the memory of its node's input. */
    boolean isView(Value v) {
        Node n = v.node();
        return VIEWS.contains(n.op())
                && !products.containsKey(n)
                && (n.op() != Op.CAST || v.type() == n.input(0).type());
    }

    /** The number that a value is everywhere, if it is a constant of one finite FLOAT32. */
    static Optional<Double> literal(Value v) {
        if (v.node().op() != Op.CONSTANT || v.shape().rank() != 0 || v.type() != io.dlmone.tensor.DType.FLOAT32) {
            return Optional.empty();
        }
        double number = v.node().attributes().object("value", Tensor.class).item();
        return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }

    private void use(Value v) {
        uses.merge(v, 1, Integer::sum);
    }

    private Optional<Product> findProduct(Node n) {
        return switch (n.op()) {
            case MATMUL -> Optional.of(new Product(n.input(0), n.input(1), false, null));
            case TRANSPOSE ->
                absorbable(n.input(0))
                        .filter(p -> p.bias == null && swapsMatrix(n))
                        .map(p -> new Product(p.a, p.b, !p.swapped, null));
            case ADD -> added(n, n.input(0), n.input(1)).or(() -> added(n, n.input(1), n.input(0)));
            default -> Optional.empty();
        };
    }

    private Optional<Product> added(Node sum, Value product, Value addend) {
        return absorbable(product)
                .filter(p ->
                        p.bias == null && product.shape().equals(sum.output().shape()))
                .filter(p -> isBias(p, product, addend))
                .map(p -> new Product(p.a, p.b, p.swapped, addend));
    }

    private static boolean isBias(Product p, Value product, Value addend) {
        return addend.shape().equals(Shape.of(product.shape().dim(-1))) && isMatrix(p.b) && !p.swapped;
    }

    private static boolean isMatrix(Value v) {
        return v.shape().rank() == 2;
    }

    private static boolean swapsMatrix(Node transpose) {
        int[] perm = transpose.attributes().integers("perm");
        int[] swap = new int[perm.length];
        Arrays.setAll(swap, i -> i < swap.length - 2 ? i : 2 * swap.length - 3 - i);
        return Arrays.equals(perm, swap);
    }

    /** The product that computes a value, if nothing else needs that value. */
    private Optional<Product> absorbable(Value v) {
        return uses.get(v) == 1 ? product(v.node()) : Optional.empty();
    }

    private Optional<Sum> findSum(Node n) {
        return switch (n.op()) {
            case ADD -> scaled(n.input(0), n.input(1), 1).or(() -> scaled(n.input(1), n.input(0), 1));
            case SUB -> scaled(n.input(0), n.input(1), -1);
            default -> Optional.empty();
        };
    }

    private Optional<Sum> scaled(Value addend, Value term, double sign) {
        if (literal(addend).isPresent() || term.node().op() != Op.MUL || uses.get(term) != 1) {
            return Optional.empty();
        }
        Value a = term.node().input(0);
        Value b = term.node().input(1);
        if (literal(a).isPresent()) {
            return scaled(addend, b, a, sign);
        }
        return literal(b).isPresent() ? scaled(addend, a, b, sign) : Optional.of(new Sum(addend, sign, a, b));
    }

    private Optional<Sum> scaled(Value addend, Value a, Value number, double sign) {
        double scale = sign * literal(number).orElseThrow();
        if (a.node().op() == Op.MUL
                && uses.get(a) == 1
                && a.node().inputs().stream().allMatch(v -> literal(v).isEmpty())) {
            return Optional.of(
                    new Sum(addend, scale, a.node().input(0), a.node().input(1)));
        }
        return Optional.of(new Sum(addend, scale, a, null));
    }
}
