package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.objective.DistillationContext;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Targets with a glance at some of their words (glancing training; Qian et al. 2021, section 3.1): in each row as many
 * words of the wanted sentence as a share of those that the student gets wrong now become part of its condition, at
 * random places, and it learns to write the others so that they go with them. As it errs less it sees less; when it
 * writes alone it sees nothing.
 */
final class GlancedTargets implements Targets {

    private final DistillationContext context;
    private final Targets targets;
    private final double share;
    private final Program words;

    /** @param share of the wrong words that are shown, above 0 */
    GlancedTargets(DistillationContext context, Targets targets, double share) {
        this.context = context;
        this.targets = targets;
        this.share = share;
        this.words = context.backend().compile(graph(context));
    }

    /** The words that the student writes now. */
    private static Graph graph(DistillationContext context) {
        Graph g = new Graph("student-words");
        StepInputs in = StepInputs.declare(g, context);
        Value written = in.generate(context.student());
        g.output("words", argMax(StepInputs.bind(g, context, context.teacher()).logits(written)));
        return g;
    }

    @Override
    public Map<String, Tensor> batch(long number) {
        Map<String, Tensor> in = new HashMap<>(targets.batch(number));
        Tensor tokens = in.get("tokens");
        long[] wanted = tokens.longs();
        Map<String, Tensor> alone = Map.of("ids", in.get("ids"), "target", in.get("target"), "z", in.get("z"));
        long[] written = words.run(alone).get("words").longs();
        long[] ids = in.get("ids").longs().clone();
        boolean[] target = in.get("target").booleans().clone();
        double[] order =
                CounterRandom.of(context.settings().seed(), "kd/glance").uniforms(number, wanted.length);
        int length = tokens.shape().dim(1);
        for (int row = 0; row < wanted.length; row += length) {
            int[] places = IntStream.range(row, Padding.end(wanted, row, row + length))
                    .filter(i -> target[i])
                    .toArray();
            long wrong =
                    Arrays.stream(places).filter(i -> written[i] != wanted[i]).count();
            Arrays.stream(places)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> order[i]))
                    .limit(Math.round(share * wrong))
                    .forEach(i -> {
                        ids[i] = wanted[i];
                        target[i] = false;
                    });
        }
        in.put("ids", Tensor.of(tokens.shape(), ids));
        in.put("target", Tensor.of(in.get("target").shape(), target));
        return in;
    }
}
