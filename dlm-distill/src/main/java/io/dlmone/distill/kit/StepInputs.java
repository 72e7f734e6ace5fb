package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.StudentNoise;
import io.dlmone.random.CounterRandom;
import io.dlmone.student.OneStepGenerator;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.text.SequenceLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The inputs that the steps of all objectives share: sources, masks and the student's noise.
 *
 * @param context what the objective works on
 * @param graph the step's graph
 * @param ids tokens of source and target {@code [batch, length]}, INT64
 * @param target BOOL {@code [batch, length, 1]}, true where text is written
 * @param noise the student's noise {@code [batch, length, width]}
 * @param condition embeddings of the tokens {@code [batch, length, width]}
 */
public record StepInputs(
        DistillationContext context, Graph graph, Value ids, Value target, Value noise, Value condition) {

    /**
     * Declares the inputs of a step in its graph, which {@link #draw} draws.
     *
     * @param g graph of the step
     * @param c context of the distillation
     * @return its inputs
     */
    public static StepInputs declare(Graph g, DistillationContext c) {
        int b = c.settings().microbatch();
        Value ids = g.input("ids", DType.INT64, b, c.model().length());
        Value target = g.input("target", DType.BOOL, b, c.model().length(), 1);
        Value noise =
                g.input("z", DType.FLOAT32, b, c.model().length(), c.model().width());
        return new StepInputs(c, g, ids, target, noise, bind(g, c, c.teacher()).embed(ids, target));
    }

    /**
     * {@return a network of the teacher's kind in a graph, without dropout}
     *
     * @param g graph of the step
     * @param c context of the distillation
     * @param parameters weights of the network
     */
    public static Denoiser bind(Graph g, DistillationContext c, Parameters parameters) {
        return bind(g, c, parameters, Dropout.NONE);
    }

    /**
     * {@return a network of the teacher's kind in a graph}
     *
     * @param g graph of the step
     * @param c context of the distillation
     * @param parameters weights of the network
     * @param dropout what is dropped
     */
    public static Denoiser bind(Graph g, DistillationContext c, Parameters parameters, Dropout dropout) {
        return c.model().bind(parameters.in(g), dropout);
    }

    /**
     * {@return a network in the step's graph, such as the frozen teacher's, without dropout}
     *
     * @param parameters weights of the network
     */
    public Denoiser network(Parameters parameters) {
        return bind(graph, context, parameters);
    }

    /**
     * Declares a further input of noise, {@code [batch, length, width]}; {@link #gaussian} draws it.
     *
     * @param g graph of the step
     * @param name unique in the graph
     * @return the noise
     */
    public Value noiseInput(Graph g, String name) {
        return g.input(name, DType.FLOAT32, noise.shape().dims());
    }

    /**
     * {@return the student's clean embeddings}
     *
     * @param student its weights
     */
    public Value generate(Parameters student) {
        return generate(student, Dropout.NONE);
    }

    /**
     * {@return the student's clean embeddings, written with dropout}
     *
     * @param student its weights
     * @param dropout what is dropped
     */
    public Value generate(Parameters student, Dropout dropout) {
        return generator(student, dropout).generate(noise, condition, target);
    }

    /**
     * {@return the logits of the student's tokens {@code [batch, length, vocabulary]}}
     *
     * @param student its weights
     * @param fused whether they are read within the call that writes
     */
    public Value logits(Parameters student, boolean fused) {
        return generator(student, Dropout.NONE).logits(noise, condition, target, fused);
    }

    private OneStepGenerator generator(Parameters student, Dropout dropout) {
        DistillationSettings s = context.settings();
        Denoiser net = bind(graph, context, student, dropout);
        return new OneStepGenerator(net, s.initialTime(), s.get(DistillationSettings.NOISE_SCALE));
    }

    /**
     * {@return the cross entropy of tokens, the mean over target positions}
     *
     * @param logits of all tokens {@code [batch, length, vocabulary]}
     * @param tokens INT64 {@code [batch, length]}
     */
    public Value crossEntropy(Value logits, Value tokens) {
        int n = tokens.shape().size();
        Value nll = Ops.crossEntropy(reshape(logits, n, logits.shape().dim(2)), reshape(tokens, n));
        return overTarget(nll);
    }

    /**
     * {@return a loss to which that of reading is added, where tokens are read by a call of the network: the student's
     * weights move, and it is to read what it writes as the teacher does; elsewhere the loss as it is}
     *
     * @param loss of what the student writes, a scalar
     * @param written its embeddings {@code [batch, length, width]}; no gradient flows through them here
     */
    public Value withReading(Value loss, Value written) {
        if (!context.model().readsByCall()) {
            return loss;
        }
        Value clean = stopGradient(where(target, written, condition));
        Value tokens = argMax(network(context.teacher()).logits(clean));
        Value reading = crossEntropy(network(context.student()).logits(clean), tokens);
        graph.output("reading", reading);
        return add(loss, reading);
    }

    /**
     * {@return the share of target positions at which two sentences have the same token}
     *
     * @param tokens INT64 {@code [batch, length]}
     * @param others likewise
     */
    public Value agreement(Value tokens, Value others) {
        return overTarget(cast(equal(tokens, others), DType.FLOAT32));
    }

    /** The mean over target positions of a number at each position. */
    private Value overTarget(Value each) {
        Value m = reshape(cast(target, DType.FLOAT32), each.shape().dims());
        return div(sum(mul(each, m)), sum(m));
    }

    /**
     * Measures, as the output {@code embeddingVariance}, how much the embeddings that the student writes vary over the
     * target positions of the batch, as a share of how much those of the data do. Near 0 the student writes the same
     * everywhere.
     *
     * @param written embeddings {@code [batch, length, width]}
     */
    public void measureVariance(Value written) {
        graph.output("embeddingVariance", div(variance(written), variance(condition)));
    }

    private Value variance(Value e) {
        Value mask = cast(target, DType.FLOAT32);
        Value count = sum(mask);
        Value mean = div(sum(mul(e, mask), true, 0, 1), count);
        return div(sum(mul(square(sub(e, mean)), mask)), count);
    }

    /**
     * {@return the inputs that {@link #declare} declares, for one microbatch}
     *
     * @param c context of the distillation
     * @param step name of the step: other names, other random numbers
     * @param number of the microbatch
     */
    public static Map<String, Tensor> draw(DistillationContext c, String step, long number) {
        DistillationSettings s = c.settings();
        Batch batch = batch(c, CounterRandom.of(s.seed(), step + "/data"), number);
        Map<String, Tensor> in = new HashMap<>();
        in.put("ids", batch.ids());
        in.put("target", batch.target());
        in.put("z", noise(c, step + "/z", number, batch.starts()));
        return in;
    }

    /**
     * {@return fresh examples for one microbatch}
     *
     * @param c context of the distillation
     * @param random of the draw
     * @param number of the draw
     */
    public static Batch batch(DistillationContext c, CounterRandom random, long number) {
        return batch(c, random, number, 1);
    }

    /**
     * Fresh examples for one microbatch.
     *
     * @param c context of the distillation
     * @param random of the draw
     * @param number of the draw
     * @param copies of each source, one after the other
     * @return the examples
     */
    public static Batch batch(DistillationContext c, CounterRandom random, long number, int copies) {
        long[] indices = random.integers(number, c.settings().microbatch() / copies, Integer.MAX_VALUE);
        List<SequenceLayout.Encoded> rows = new ArrayList<>();
        for (long i : indices) {
            rows.addAll(Collections.nCopies(copies, c.examples().get(i)));
        }
        return Batch.of(rows);
    }

    /**
     * {@return the student's noise for rows with these first target positions}
     *
     * @param c context of the distillation
     * @param stream names the draw
     * @param number of the draw
     * @param starts first target position of each row
     */
    public static Tensor noise(DistillationContext c, String stream, long number, int[] starts) {
        return StudentNoise.of(c.settings())
                .noise(
                        CounterRandom.of(c.settings().seed(), stream),
                        keys(c, stream, number, starts.length),
                        starts,
                        c.model().length(),
                        c.model().width());
    }

    /**
     * {@return what tells the noise of rows apart}
     *
     * @param c context of the distillation
     * @param stream names the draw
     * @param number of the draw
     * @param rows how many
     */
    public static long[] keys(DistillationContext c, String stream, long number, int rows) {
        return CounterRandom.of(c.settings().seed(), stream).integers(number, rows, Integer.MAX_VALUE);
    }

    /**
     * {@return standard normal noise for a microbatch of sequences of embeddings}
     *
     * @param c context of the distillation
     * @param stream names the draw
     * @param number of the draw
     */
    public static Tensor gaussian(DistillationContext c, String stream, long number) {
        DistillationSettings s = c.settings();
        Shape shape = Shape.of(s.microbatch(), c.model().length(), c.model().width());
        return Tensor.of(shape, CounterRandom.of(s.seed(), stream).gaussians(number, shape.size()));
    }
}
