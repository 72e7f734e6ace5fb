package io.dlmone.graph;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which values of a graph that was recorded for a batch of one row grow with the batch, so that a file made of it takes
 * batches of any size. Every input grows, and every value computed from one; rows are the outermost axis of each, alone
 * or with others after it in one axis, and no operator mixes them. Values without rows, such as weights, are the same
 * for all rows and broadcast over them. Immutable.
 */
public final class FreeRows {

    /** No value grows: every shape stays as it is recorded. */
    public static final FreeRows NONE = new FreeRows(Set.of());

    private final Set<Value> growing;

    private FreeRows(Set<Value> growing) {
        this.growing = growing;
    }

    /**
     * {@return the growing values of a graph}
     *
     * @param graph recorded for one row: the first axis of each input is 1
     * @throws IllegalArgumentException if it mixes the rows of a batch, or has a result that does not grow with it
     */
    public static FreeRows of(Graph graph) {
        FreeRows rows = new FreeRows(new HashSet<>());
        for (Node n : graph.liveNodes()) {
            if (n.op() == Op.INPUT || n.inputs().stream().anyMatch(rows::grows)) {
                require(rows.keepsRows(n), n);
                rows.growing.addAll(n.outputs());
            }
        }
        graph.outputs().values().forEach(v -> require(rows.grows(v), v.node()));
        return rows;
    }

    private static void require(boolean separate, Node n) {
        if (!separate) {
            throw new IllegalArgumentException("graph " + n.graph().name() + " mixes the rows of a batch: " + n);
        }
    }

    /**
     * {@return whether a value has rows}
     *
     * @param v a value of the graph
     */
    public boolean grows(Value v) {
        return growing.contains(v);
    }

    /**
     * {@return the dimensions of a value, the first being -1 if it grows}
     *
     * @param v a value of the graph
     */
    public int[] dims(Value v) {
        int[] dims = v.shape().dims();
        if (grows(v)) {
            dims[0] = -1;
        }
        return dims;
    }

    private boolean keepsRows(Node n) {
        Value first = n.inputs().isEmpty() ? n.output() : n.input(0);
        int rank = n.output().shape().rank();
        return switch (n.op()) {
            case INPUT -> rank > 0 && n.output().shape().dim(0) == 1;
            case RESHAPE -> rank > 0;
            case TRANSPOSE -> n.attributes().integers("perm")[0] == 0;
            case EXPAND, WHERE -> broadcasts(n.inputs(), rank);
            case CONCAT ->
                isInner(first, n.attributes().integer("axis"))
                        && n.inputs().stream().allMatch(this::grows);
            case SLICE, PAD -> isInner(first, n.attributes().integer("axis"));
            case MATMUL -> multiplies(first, n.input(1), rank);
            case GATHER -> !grows(first) && n.input(1).shape().rank() > 0;
            case GATHER_ELEMENTS -> grows(first) && grows(n.input(1)) && rank > 1;
            case ONE_HOT -> rank > 1;
            case REDUCE_SUM, REDUCE_MEAN, REDUCE_MAX ->
                Arrays.stream(n.attributes().integers("axes")).allMatch(axis -> isInner(first, axis));
            case ARG_MAX, SOFTMAX, LOG_SOFTMAX -> first.shape().rank() > 1;
            case RMS_NORMALIZATION -> first.shape().rank() > 1 && !grows(n.input(1));
            case LAYER_NORMALIZATION -> first.shape().rank() > 1 && !grows(n.input(1)) && !grows(n.input(2));
            case GELU -> true;
            case ATTENTION -> n.inputs().stream().allMatch(this::grows);
            default -> n.op().compareTo(Op.CAST) <= 0 && broadcasts(n.inputs(), rank);
        };
    }

    private static boolean isInner(Value v, int axis) {
        return v.shape().axis(axis) > 0;
    }

    /** Whether elements of growing values meet those of the same row, and of others one for all rows. */
    private boolean broadcasts(List<Value> in, int rank) {
        int rows = in.stream()
                .filter(this::grows)
                .findFirst()
                .orElseThrow()
                .shape()
                .dim(0);
        return in.stream()
                .allMatch(v -> grows(v)
                        ? v.shape().rank() == rank && v.shape().dim(0) == rows
                        : v.shape().rank() < rank || v.shape().dim(0) == 1);
    }

    private boolean multiplies(Value a, Value b, int rank) {
        boolean rowsOfMatrix = !grows(b) && b.shape().rank() == 2 && a.shape().rank() == rank;
        return rowsOfMatrix || rank > 2 && broadcasts(List.of(a, b), rank);
    }
}
