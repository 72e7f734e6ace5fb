package io.dlmone.student.export;

import static io.dlmone.graph.Ops.*;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.ScoreFunction;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Int8Weights;
import io.dlmone.sampling.GuidedScoreFunction;
import io.dlmone.sampling.Rounding;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.stream.LongStream;

/**
 * One step of a teacher's sampler in one graph, its weights constants: x' = clean p + previous p_before + current x +
 * noise z, where p is the prediction at time t. Inputs: {@code ids} and {@code start} as of {@link StudentGraph};
 * {@code x}, {@code before} and {@code noise} FLOAT32 {@code [batch, length, width]}; {@code t} {@code [batch]};
 * {@code coefficients} FLOAT32 {@code [batch, 5]}: the four factors, and 1 where p is rounded, else 0. Outputs:
 * {@code next} and {@code clean}, which is p, {@code [batch, length, width]}, and {@code tokens} INT64 {@code [batch,
 * length]}, read from {@code next}.
 */
record StepGraph(ModelBundle bundle, int batch) {

    Graph record() {
        Graph g = new Graph("step");
        TeacherModel model = bundle.architecture();
        GenerationConfig generation = bundle.generation();
        Denoiser net = model.bind(Int8Weights.constants(g, bundle.weights()), Dropout.NONE);
        Value ids = g.input(StudentGraph.IDS, DType.INT64, batch, model.length());
        Value start = g.input(StudentGraph.START, DType.INT64, batch);
        Value target = target(g, start);
        Value condition = net.embed(ids, target);
        Value x = where(target, sequence(g, "x"), condition);
        Value before = sequence(g, "before");
        Value noise = sequence(g, "noise");
        Value t = g.input("t", model.schedule().timeType(), batch);
        Value coefficients = g.input("coefficients", DType.FLOAT32, batch, 5);
        DenoiserInput in = DenoiserInput.of(x, t, target);
        if (model.selfConditioned()) {
            in = in.withPrevious(where(target, before, condition));
        }
        ScoreFunction score =
                generation.guidance() == 1 ? net : new GuidedScoreFunction(net, target, generation.guidance());
        Value clean = score.denoise(in);
        if (!generation.rounding().equals(RoundingTimes.NEVER)) {
            Value rounded = Rounding.nearest(clean, net.embeddings().orElseThrow());
            clean = where(less(g.constant(0.5), factor(coefficients, 4)), rounded, clean);
        }
        Value next = mul(clean, factor(coefficients, 0));
        next = add(next, mul(before, factor(coefficients, 1)));
        next = add(next, mul(x, factor(coefficients, 2)));
        next = where(target, add(next, mul(noise, factor(coefficients, 3))), condition);
        g.output("next", next);
        g.output("clean", clean);
        g.output(StudentGraph.TOKENS, argMax(net.logits(next)));
        return g;
    }

    private Value target(Graph g, Value start) {
        long[] positions = LongStream.range(0, bundle.architecture().length()).toArray();
        Value position = g.constant(Tensor.of(Shape.of(1, positions.length, 1), positions));
        return not(less(position, reshape(start, batch, 1, 1)));
    }

    private Value sequence(Graph g, String name) {
        TeacherModel model = bundle.architecture();
        return g.input(name, DType.FLOAT32, batch, model.length(), model.width());
    }

    private Value factor(Value coefficients, int which) {
        return reshape(slice(coefficients, 1, which, which + 1), batch, 1, 1);
    }
}
