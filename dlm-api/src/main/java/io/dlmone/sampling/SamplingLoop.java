package io.dlmone.sampling;

import static io.dlmone.graph.Ops.*;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.ScoreFunction;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;

/**
 * Runs a {@link Sampler} over a teacher for batches of one size. Condition positions hold the source's embeddings at
 * every step. One network call for each step of the plan, with guidance two.
 */
public final class SamplingLoop {

    private final Backend backend;
    private final TeacherModel model;
    private final Parameters parameters;
    private final int batch;
    private final RoundingTimes rounding;
    private final double guidance;
    private final Program start;
    private final Program read;
    private final Map<Boolean, Program> steps = new HashMap<>();

    /**
     * Prepares sampling.
     *
     * @param backend where it samples; it is not closed
     * @param model the teacher
     * @param parameters its weights
     * @param batch sentences at a time
     * @param rounding when predictions are replaced by their nearest embeddings; DiffuSeq's script does it always
     */
    public SamplingLoop(Backend backend, TeacherModel model, Parameters parameters, int batch, RoundingTimes rounding) {
        this(backend, model, parameters, batch, rounding, 1);
    }

    /**
     * As the other, with guidance.
     *
     * @param backend where it samples; it is not closed
     * @param model the teacher
     * @param parameters its weights
     * @param batch sentences at a time
     * @param rounding when predictions are rounded
     * @param guidance the weight of {@link GuidedScoreFunction}; 1: none
     */
    public SamplingLoop(
            Backend backend,
            TeacherModel model,
            Parameters parameters,
            int batch,
            RoundingTimes rounding,
            double guidance) {
        this.backend = backend;
        this.model = model;
        this.parameters = parameters;
        this.batch = batch;
        this.rounding = rounding;
        this.guidance = guidance;
        this.start = backend.compile(startGraph());
        this.read = backend.compile(readGraph());
    }

    /**
     * Rounds always or never.
     *
     * @param backend where it samples; it is not closed
     * @param model the teacher
     * @param parameters its weights
     * @param batch sentences at a time
     * @param round whether each prediction is rounded
     */
    public SamplingLoop(Backend backend, TeacherModel model, Parameters parameters, int batch, boolean round) {
        this(backend, model, parameters, batch, RoundingTimes.of(round));
    }

    /**
     * What a run of the loop gave: tokens {@code [batch, length]} and the embeddings they were read from.
     *
     * @param tokens INT64 {@code [batch, length]}
     * @param embeddings {@code [batch, length, width]}
     */
    public record Result(Tensor tokens, Tensor embeddings) {}

    /**
     * Samples one batch with fresh noise.
     *
     * @param plan the sampler's calls, noisiest first
     * @param ids tokens {@code [batch, length]}; those at target positions do not matter
     * @param target BOOL {@code [batch, length, 1]}
     * @param noise standard normal {@code [batch, length, width]}, which the path's scale makes the starting point
     * @param random stream of the noise added at each step
     * @param sample number of this batch within the stream
     * @param progress called with the number of steps done
     * @return the sentences
     */
    public Result sample(
            List<Sampler.Step> plan,
            Tensor ids,
            Tensor target,
            Tensor noise,
            CounterRandom random,
            long sample,
            IntConsumer progress) {
        long first = sample * model.schedule().maxCalls();
        Shape shape = noise.shape();
        NoiseSource fresh = i -> Tensor.of(shape, random.gaussians(first + i, shape.size()));
        return sample(plan, ids, target, noise, fresh, progress);
    }

    /**
     * {@return as the other, with noise from anywhere}
     *
     * @param plan the sampler's calls, noisiest first
     * @param ids tokens of the sources
     * @param target true where text is written
     * @param noise standard normal, which the path's scale makes the starting point
     * @param fresh noise of each step
     * @param progress told the number of calls made
     */
    public Result sample(
            List<Sampler.Step> plan, Tensor ids, Tensor target, Tensor noise, NoiseSource fresh, IntConsumer progress) {
        float scale = (float) model.schedule().startScale();
        float[] begin = noise.floats().clone();
        for (int i = 0; i < begin.length; i++) {
            begin[i] *= scale;
        }
        return sampleFrom(plan, ids, target, Tensor.of(noise.shape(), begin), fresh, progress);
    }

    /**
     * Samples from a point on the path on.
     *
     * @param plan the calls that are left
     * @param ids tokens of the sources
     * @param target true where text is written
     * @param begin noisy embeddings at the time of the first call {@code [batch, length, width]}
     * @param fresh noise of each step
     * @param progress told the number of calls made
     * @return the sentences
     */
    public Result sampleFrom(
            List<Sampler.Step> plan, Tensor ids, Tensor target, Tensor begin, NoiseSource fresh, IntConsumer progress) {
        return sampleFrom(plan, ids, target, begin, fresh, (done, tokens) -> progress.accept(done));
    }

    /**
     * As the other, and tells what each step predicts.
     *
     * @param plan the calls that are left
     * @param ids tokens of the sources
     * @param target true where text is written
     * @param begin noisy embeddings at the time of the first call {@code [batch, length, width]}
     * @param fresh noise of each step
     * @param listener told of each step
     * @return the sentences
     */
    public Result sampleFrom(
            List<Sampler.Step> plan,
            Tensor ids,
            Tensor target,
            Tensor begin,
            NoiseSource fresh,
            SamplingListener listener) {
        Map<String, Tensor> io = new HashMap<>(start.run(Map.of("ids", ids, "target", target, "begin", begin)));
        Tensor condition = io.get("condition");
        Tensor x = Objects.requireNonNull(io.get("x"));
        Tensor before = Tensor.zeros(x.shape());
        Tensor none = before;
        for (int i = 0; i < plan.size(); i++) {
            Sampler.Step s = plan.get(i);
            Tensor z = s.noise() == 0 ? none : fresh.at(i);
            Program step = steps.computeIfAbsent(rounding.contains(s.t()), round -> backend.compile(stepGraph(round)));
            Map<String, Tensor> out = step.run(Map.of(
                    "x", x,
                    "condition", condition,
                    "target", target,
                    "t", times(s.t()),
                    "before", before,
                    "z", z,
                    "coefficients",
                            Tensor.of(Shape.of(4), (float) s.clean(), (float) s.previous(), (float) s.current(), (float)
                                    s.noise())));
            x = Objects.requireNonNull(out.get("next"));
            before = Objects.requireNonNull(out.get("clean"));
            Tensor shown = i + 1 == plan.size() ? x : before;
            listener.step(i + 1, () -> tokens(shown));
        }
        return new Result(tokens(x), x);
    }

    private Tensor tokens(Tensor embeddings) {
        return Objects.requireNonNull(read.run(Map.of("x", embeddings)).get("tokens"));
    }

    private Tensor times(double t) {
        double[] all = new double[batch];
        Arrays.fill(all, t);
        return model.schedule().tensor(all);
    }

    private Value sequence(Graph g, String name) {
        return g.input(name, DType.FLOAT32, batch, model.length(), model.width());
    }

    private Graph startGraph() {
        Graph g = new Graph("sampling-start");
        Value ids = g.input("ids", DType.INT64, batch, model.length());
        Value target = g.input("target", DType.BOOL, batch, model.length(), 1);
        Value condition = bind(g).embed(ids, target);
        g.output("condition", condition);
        g.output("x", where(target, sequence(g, "begin"), condition));
        return g;
    }

    private Graph stepGraph(boolean round) {
        Graph g = new Graph("sampling-step");
        Denoiser net = bind(g);
        Value x = sequence(g, "x");
        Value target = g.input("target", DType.BOOL, batch, model.length(), 1);
        ScoreFunction score = guidance == 1 ? net : new GuidedScoreFunction(net, target, guidance);
        Value before = sequence(g, "before");
        Value condition = sequence(g, "condition");
        DenoiserInput in = DenoiserInput.of(x, g.input("t", model.schedule().timeType(), batch), target);
        if (model.selfConditioned()) {
            in = in.withPrevious(where(target, before, condition));
        }
        Value clean = score.denoise(in);
        if (round) {
            clean = Rounding.nearest(clean, net.embeddings().orElseThrow());
        }
        Value c = g.input("coefficients", DType.FLOAT32, 4);
        Value next = mul(clean, slice(c, 0, 0, 1));
        next = add(next, mul(before, slice(c, 0, 1, 2)));
        next = add(next, mul(x, slice(c, 0, 2, 3)));
        next = add(next, mul(sequence(g, "z"), slice(c, 0, 3, 4)));
        g.output("next", where(target, next, condition));
        g.output("clean", clean);
        return g;
    }

    private Graph readGraph() {
        Graph g = new Graph("sampling-read");
        g.output("tokens", argMax(bind(g).logits(sequence(g, "x"))));
        return g;
    }

    private Denoiser bind(Graph g) {
        return model.bind(parameters.in(g), Dropout.NONE);
    }
}
