package io.dlmone.backend.djl;

import io.dlmone.backend.Precision;
import io.dlmone.backend.Probe;
import io.dlmone.graph.FreeRows;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Lowering;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns a graph into a script: what {@link Fusion} leaves to compute, each node by its {@link OperatorRules}. Where a
 * special path is not trusted, by plain operators.
 */
final class DjlLowering {

    private final Graph graph;
    private final Fusion fusion;
    private final MemoryReuse storage;
    private final ScriptWriter writer;
    private final ScriptMethods methods;

    private DjlLowering(
            Graph graph,
            Precision precision,
            ScriptMethods methods,
            Predicate<Probe> trusted,
            Optional<FreeRows> file) {
        this.graph = graph;
        this.methods = methods;
        this.fusion = new Fusion(graph);
        this.storage = new MemoryReuse(graph, fusion, file.orElse(FreeRows.NONE));
        this.writer =
                new ScriptWriter(fusion, storage, precision, graph.assignments().isEmpty(), trusted, file);
    }

    /**
     * The script that computes a graph; equal graphs over the same variables give equal scripts.
     *
     * @param methods what the special paths call
     * @param trusted which special paths are used
     */
    static Script lower(Graph graph, Precision precision, ScriptMethods methods, Predicate<Probe> trusted) {
        Predicate<Node> isNative =
                n -> OperatorRules.isNative(n, precision) && trusted.test(CompositeRules.probe(n, precision));
        return new DjlLowering(Lowering.decompose(graph, isNative), precision, methods, trusted, Optional.empty())
                .lower();
    }

    /**
     * The script of a graph without variables that others are to run, on any device: {@code forward} takes the inputs
     * by their names and gives the outputs by theirs.
     *
     * @param anyRows whether it takes batches of any size
     */
    static Script file(Graph graph, boolean anyRows) {
        Graph lowered =
                Lowering.decompose(graph, n -> n.op() != Op.ATTENTION && OperatorRules.isNative(n, Precision.FP32));
        if (!lowered.reads().isEmpty()) {
            throw new IllegalArgumentException("graph " + graph.name() + " has variables: " + lowered.reads());
        }
        FreeRows rows = anyRows ? FreeRows.of(lowered) : FreeRows.NONE;
        return new DjlLowering(lowered, Precision.FP32, ScriptMethods.ofThisSystem(), p -> false, Optional.of(rows))
                .lowerFile();
    }

    private Script lowerFile() {
        fusion.steps().forEach(n -> OperatorRules.write(writer, n));
        String results = graph.outputs().entrySet().stream()
                .map(e -> Expression.of("\"%s\": torch.contiguous(%s)", e.getKey(), writer.full(e.getValue())))
                .collect(Collectors.joining(", ", "return {", "}"));
        writer.statement(results);
        String arguments = graph.inputs().keySet().stream()
                .map(name -> ", " + name + ": Tensor")
                .collect(Collectors.joining());
        String source = head() + "  def forward(self" + arguments + ") -> Dict[str, Tensor]:\n" + writer.body();
        return new Script(
                source,
                writer.constants(),
                types(graph.inputs()),
                writer.fed(),
                types(graph.outputs()),
                List.of(),
                Set.of(),
                Set.of());
    }

    private Script lower() {
        storage.saved().forEach(v -> writer.bind(v, writer.emit(Expression.of("torch.clone(%s)", writer.full(v)))));
        for (Node n : fusion.steps()) {
            OperatorRules.write(writer, n);
            storage.due(n).forEach(this::assign);
        }
        storage.pending().forEach(this::assign);
        List<String> results = graph.outputs().values().stream()
                .map(v -> Expression.of("torch.contiguous(%s)", writer.full(v)))
                .toList();
        writer.statement("return " + list(results));
        return new Script(
                source(),
                writer.constants(),
                types(graph.inputs()),
                writer.fed(),
                types(graph.outputs()),
                writer.variables(),
                read(),
                Set.copyOf(graph.assignments().keySet()));
    }

    private void assign(Variable variable, Value v) {
        String target = writer.variable(variable);
        if (!storage.isIn(v, variable)) {
            writer.statement(Expression.of(
                    "w%d = torch.copy_(%s, %s)", writer.variables().indexOf(variable), target, writer.full(v)));
        }
    }

    private String head() {
        int constants = writer.constants().size();
        StringBuilder s = new StringBuilder("class M(Module):\n  __parameters__ = []\n  __buffers__ = [");
        IntStream.range(0, constants).forEach(i -> s.append("\"c").append(i).append("\", "));
        s.append("]\n  training : bool\n");
        IntStream.range(0, constants).forEach(i -> s.append("  c").append(i).append(" : Tensor\n"));
        return s.toString();
    }

    private String source() {
        StringBuilder s = new StringBuilder(head());
        s.append("  def forward(self, x: List[Tensor], v: List[Tensor], f: List[Tensor]) -> List[Tensor]:\n")
                .append(writer.body())
                .append("  def prepare(self, v: List[Tensor]) -> List[Tensor]:\n    return ")
                .append(list(writer.preparations()))
                .append('\n');
        return s.append(methods.calledBy(s.toString())).toString();
    }

    private static String list(List<String> elements) {
        return elements.isEmpty() ? "annotate(List[Tensor], [])" : "[" + String.join(", ", elements) + "]";
    }

    private Set<Variable> read() {
        Set<Variable> read = new LinkedHashSet<>();
        graph.liveNodes().stream()
                .filter(n -> n.op() == Op.VARIABLE)
                .forEach(n -> read.add(n.attributes().object("variable", Variable.class)));
        return read;
    }

    private static Map<String, TensorType> types(Map<String, Value> values) {
        Map<String, TensorType> types = new LinkedHashMap<>();
        values.forEach((name, v) -> types.put(name, v.tensorType()));
        return types;
    }
}
