package io.dlmone.backend.djl;

import io.dlmone.graph.FreeRows;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows which values share memory and until when it is needed, so that results overwrite what nothing reads any more
 * and an assigned variable is updated where it lies. A variable's memory is given to the chain of operators that ends
 * in its new value, and to nothing else.
 */
final class MemoryReuse {

    private static final int END = Integer.MAX_VALUE;

    private final Graph graph;
    private final Fusion fusion;
    private final FreeRows rows;
    private final Map<Node, Integer> positions = new HashMap<>();
    private final Map<Value, Integer> lastReads = new HashMap<>();
    private final Map<Value, Integer> readers = new HashMap<>();
    private final Map<Value, Variable> destinations = new HashMap<>();
    private final Map<Value, Variable> homes = new HashMap<>();
    private final Set<Value> saved = new HashSet<>();
    private final Map<Variable, Value> pending;

    MemoryReuse(Graph graph, Fusion fusion, FreeRows rows) {
        this.graph = graph;
        this.fusion = fusion;
        this.rows = rows;
        this.pending = new LinkedHashMap<>(graph.assignments());
        for (Value v : fusion.results()) {
            if (isAssigned(root(v))) {
                saved.add(v);
            }
        }
        List<Node> steps = fusion.steps();
        for (int i = 0; i < steps.size(); i++) {
            positions.put(steps.get(i), i);
            for (Value v : new HashSet<>(fusion.reads(steps.get(i)))) {
                lastReads.put(root(v), i);
                readers.merge(root(v), 1, Integer::sum);
            }
        }
        for (Value v : fusion.results()) {
            lastReads.put(root(v), END);
            readers.merge(root(v), 1, Integer::sum);
        }
        graph.assignments().forEach((variable, v) -> destinations.putIfAbsent(v, variable));
        for (int i = steps.size() - 1; i >= 0; i--) {
            passOn(steps.get(i));
        }
    }

    /** What only leads to a variable's new value may lie in the variable. */
    private void passOn(Node n) {
        Variable to = destinations.get(n.output());
        if (to != null && OperatorRules.isElementwise(n.op())) {
            for (Value v : fusion.reads(n)) {
                boolean onlyHere = root(v) == v && positions.containsKey(v.node()) && readers.get(v) == 1;
                if (onlyHere && v.shape().equals(n.output().shape())) {
                    destinations.putIfAbsent(v, to);
                }
            }
        }
    }

    /** The value whose memory a value shares: itself, unless it is a view. */
    private Value root(Value v) {
        return fusion.isView(v) && !saved.contains(v) ? root(v.node().input(0)) : v;
    }

    /** Whether a value is an assigned variable's old one. */
    private boolean isAssigned(Value v) {
        return v.node().op() == Op.VARIABLE && graph.assignments().containsKey(variable(v));
    }

    private static Variable variable(Value v) {
        return v.node().attributes().object("variable", Variable.class);
    }

    /** Results that are old values of assigned variables: they must be copied before anything is assigned. */
    Set<Value> saved() {
        return saved;
    }

    /** Which of some values read by a node its result may overwrite, if any: none of them is read later. */
    Optional<Value> overwritten(Node n, List<Value> candidates) {
        Variable destination = destinations.get(n.output());
        Value found = null;
        for (Value v : candidates) {
            if (!isFree(n, v)) {
                continue;
            }
            Variable home = isAssigned(v) ? variable(v) : homes.get(v);
            if (home != null && home == destination) {
                homes.put(n.output(), home);
                return Optional.of(v);
            }
            if (home == null && found == null) {
                found = v;
            }
        }
        return Optional.ofNullable(found);
    }

    private boolean isFree(Node n, Value v) {
        boolean owned = positions.containsKey(v.node()) || isAssigned(v) && !saved.contains(v);
        return owned
                && root(v) == v
                && v.tensorType().equals(n.output().tensorType())
                && rows.grows(v) == rows.grows(n.output())
                && lastReads.get(v).equals(positions.get(n))
                && fusion.reads(n).stream().allMatch(other -> other == v || root(other) != v);
    }

    /** The assignments that can be made once a node is computed, and have not been given out yet. */
    Map<Variable, Value> due(Node n) {
        int now = positions.get(n);
        Map<Variable, Value> due = new LinkedHashMap<>();
        pending.forEach((variable, v) -> {
            if (positions.getOrDefault(root(v).node(), -1) <= now && lastRead(variable) <= now) {
                due.put(variable, v);
            }
        });
        pending.keySet().removeAll(due.keySet());
        return due;
    }

    /** The assignments that are left. */
    Map<Variable, Value> pending() {
        return pending;
    }

    /** Whether a value lies in this variable already. */
    boolean isIn(Value v, Variable variable) {
        return homes.get(v) == variable;
    }

    /** Whether anything reads a value. */
    boolean isRead(Value v) {
        return readers.containsKey(v);
    }

    private int lastRead(Variable variable) {
        Value old = graph.reads().get(variable);
        return old == null || saved.contains(old) ? -1 : lastReads.getOrDefault(old, -1);
    }
}
