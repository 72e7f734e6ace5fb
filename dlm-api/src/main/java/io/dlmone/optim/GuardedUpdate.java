package io.dlmone.optim;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An update of parameters that takes effect only if its loss and all its gradients are finite. Otherwise parameters,
 * moments and averages keep their values, and {@link #run} throws {@link NonFiniteUpdate}.
 */
public final class GuardedUpdate implements Program {

    private static final String FINITE = "finite";
    private static final String NORMS = "gradientNorms";
    private static final double GREATEST = Float.MAX_VALUE;

    private final Program program;
    private final String name;
    private final List<Variable> parameters;

    private GuardedUpdate(Program program, String name, List<Variable> parameters) {
        this.program = program;
        this.name = name;
        this.parameters = parameters;
    }

    /** Makes all assignments of a graph depend on a loss and on the norms of its gradients. */
    public static void guard(Graph g, Value loss, GradientNorms norms) {
        Value greatest = g.constant(GREATEST);
        Value finite = and(less(abs(loss), greatest), less(norms.global(), greatest));
        g.output(FINITE, finite);
        g.output(NORMS, norms.each());
        g.assignOnlyIf(FINITE);
    }

    /**
     * Compiles a guarded graph.
     *
     * @param parameters in the order of the gradients
     */
    public static GuardedUpdate compile(Backend backend, Graph g, List<Variable> parameters) {
        if (g.assignCondition().isEmpty()) {
            throw new IllegalArgumentException("graph " + g.name() + " is not guarded");
        }
        return new GuardedUpdate(backend.compile(g), g.name(), List.copyOf(parameters));
    }

    /**
     * Makes the update.
     *
     * @throws NonFiniteUpdate if it was not made
     */
    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        Map<String, Tensor> out = program.run(inputs);
        if (!out.get(FINITE).booleans()[0]) {
            float[] norms = out.get(NORMS).floats();
            throw new NonFiniteUpdate(
                    name,
                    IntStream.range(0, norms.length)
                            .filter(i -> !Float.isFinite(norms[i]))
                            .mapToObj(i -> parameters.get(i).name())
                            .toList());
        }
        return out;
    }
}
