package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Program;
import io.dlmone.distill.kit.StepInputs;
import io.dlmone.distill.kit.Targets;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.objective.DistillationContext;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * Targets in groups of one source with every vector of the codebook, exchanged within each group so that each vector
 * gets the sentence nearest to what the student writes from it now, all in all (an optimal coupling by minimum total
 * squared distance of the embeddings). Which vector leads to which of the teacher's sentences does not matter to what a
 * student can write; a coupling that it chooses itself is easier to learn.
 */
final class MatchedTargets implements Targets {

    private final Targets targets;
    private final int group;
    private final Program distances;

    /** @param targets that come in groups of {@code group} rows with the same source */
    MatchedTargets(DistillationContext context, Targets targets, int group) {
        this.targets = targets;
        this.group = group;
        this.distances = context.backend().compile(graph(context));
    }

    /**
     * Squared distances {@code [groups, group, group]} of each output from each of its group's sentences, but for a
     * term of the output alone.
     */
    private Graph graph(DistillationContext context) {
        Graph g = new Graph("endpoint-distances");
        StepInputs in = StepInputs.declare(g, context);
        Value tokens = g.input("tokens", DType.INT64, in.ids().shape().dims());
        Value mask = cast(in.target(), DType.FLOAT32);
        Value written = flat(mul(in.generate(context.student()), mask));
        Value wanted = flat(mul(StepInputs.bind(g, context, context.teacher()).embed(tokens, in.target()), mask));
        Value norms = transposeMatrix(sum(square(wanted), true, 2));
        g.output("distances", sub(norms, mul(matmul(written, transposeMatrix(wanted)), 2)));
        return g;
    }

    private Value flat(Value x) {
        int rows = x.shape().dim(0);
        return reshape(x, rows / group, group, x.shape().size() / rows);
    }

    @Override
    public Map<String, Tensor> batch(long number) {
        Map<String, Tensor> in = new HashMap<>(targets.batch(number));
        float[] d = distances.run(in).get("distances").floats();
        long[] tokens = in.get("tokens").longs();
        long[] exchanged = new long[tokens.length];
        int rows = in.get("tokens").shape().dim(0);
        int length = tokens.length / rows;
        double[][] cost = new double[group][group];
        for (int first = 0; first < rows; first += group) {
            for (int i = 0; i < group; i++) {
                for (int j = 0; j < group; j++) {
                    cost[i][j] = d[(first + i) * group + j];
                }
            }
            int[] chosen = Assignment.solve(cost);
            for (int i = 0; i < group; i++) {
                System.arraycopy(tokens, (first + chosen[i]) * length, exchanged, (first + i) * length, length);
            }
        }
        in.put("tokens", Tensor.of(in.get("tokens").shape(), exchanged));
        return in;
    }
}
