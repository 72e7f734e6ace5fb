package io.dlmone.backend.djl;

import io.dlmone.backend.Precision;
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
import java.util.Set;
import java.util.stream.IntStream;

/** Turns a graph into a script: what {@link Fusion} leaves to compute, each node by its {@link OperatorRules}. */
final class DjlLowering {

    private final Graph graph;
    private final Fusion fusion;
    private final Storage storage;
    private final ScriptWriter writer;

    private DjlLowering(Graph graph, Precision precision) {
        this.graph = graph;
        this.fusion = new Fusion(graph);
        this.storage = new Storage(graph, fusion);
        this.writer =
                new ScriptWriter(fusion, storage, precision, graph.assignments().isEmpty());
    }

    /** The script that computes a graph; equal graphs over the same variables give equal scripts. */
    static Script lower(Graph graph, Precision precision) {
        return new DjlLowering(Lowering.decompose(graph, n -> OperatorRules.isNative(n, precision)), precision).lower();
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

    private String source() {
        int constants = writer.constants().size();
        StringBuilder s = new StringBuilder("class M(Module):\n  __parameters__ = []\n  __buffers__ = [");
        IntStream.range(0, constants).forEach(i -> s.append("\"c").append(i).append("\", "));
        s.append("]\n  training : bool\n");
        IntStream.range(0, constants).forEach(i -> s.append("  c").append(i).append(" : Tensor\n"));
        s.append("  def forward(self, x: List[Tensor], v: List[Tensor], f: List[Tensor]) -> List[Tensor]:\n")
                .append(writer.body())
                .append("  def prepare(self, v: List[Tensor]) -> List[Tensor]:\n    return ")
                .append(list(writer.preparations()))
                .append('\n');
        return s.append(ScriptMethods.calledBy(s.toString())).toString();
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
