package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.*;

import io.dlmone.distill.kit.ScoreDistillation.StudentLoss;
import io.dlmone.error.UserException;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.Denoiser.Trace;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.Noising;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.MaskedDropout;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.LongToDoubleFunction;

/**
 * The losses of the two steps of score distillation as graphs (DLM-One, section 3): psi learns to denoise the student's
 * outputs and to tell them from real targets, the student to agree with the teacher's score and to pass for real. The
 * condition of a student's output is the true one before it is noised, scored or judged.
 */
final class ScoreGraphs {

    private static final String REAL_NOISE = "epsReal";
    private static final double SMALLEST = 1e-12;

    private final DistillationContext context;
    private final DistillationSettings settings;
    private final Noising noising;
    private final StudentCall call;
    private final Parameters fake;
    private final Parameters head;
    private final List<ParameterSpec> headSpecs;

    ScoreGraphs(DistillationContext context, Parameters fake) {
        this.context = context;
        this.settings = context.settings();
        this.noising = new Noising(context.model().schedule());
        this.call = new StudentCall(context);
        this.fake = fake;
        this.headSpecs =
                adversarial() ? settings.get(ScoreSettings.DISCRIMINATOR).specs(hidden()) : List.of();
        this.head = Parameters.trained("discriminator", headSpecs);
    }

    /** One step: a graph with its loss, and the inputs for each microbatch by its number. */
    record Step(Graph graph, Value loss, LongFunction<Map<String, Tensor>> draw) {

        Map<String, Tensor> inputs(long number) {
            return draw.apply(number);
        }
    }

    /** The parameters that the discriminator has beside psi. */
    Parameters head() {
        return head;
    }

    /** Their first values. */
    Map<String, Tensor> initialHead() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        headSpecs.forEach(spec -> values.put(spec.name(), spec.initialValue(settings.seed())));
        return values;
    }

    private boolean adversarial() {
        return settings.get(ScoreSettings.PSI_ADVERSARIAL) > 0;
    }

    private int hidden() {
        Graph g = new Graph("hidden-width");
        StepInputs in = StepInputs.declare(g, context);
        Value t = g.input("t", settings.schedule().timeType(), settings.microbatch());
        List<Denoiser.HiddenState> states = StepInputs.bind(g, context, fake)
                .trace(DenoiserInput.of(in.noise(), t, in.target()))
                .states();
        return states.get(layer(states)).output().shape().dim(-1);
    }

    private int layer(List<?> states) {
        int wanted = settings.get(ScoreSettings.DISCRIMINATOR_LAYER);
        if (wanted > states.size()) {
            throw new UserException(ScoreSettings.DISCRIMINATOR_LAYER.problem(
                    "at most " + states.size() + ", the blocks of the network", wanted));
        }
        return (wanted == 0 ? states.size() : wanted) - 1;
    }

    /** What both networks look at: the student's output and how it is noised. */
    private record Sample(StepInputs in, Value clean, Value t, Value eps, Value mask) {}

    private Sample sample(Graph g, Dropout dropout) {
        StepInputs in = StepInputs.declare(g, context);
        Value t = g.input("t", settings.schedule().timeType(), settings.microbatch());
        Value eps = in.noiseInput(g, "eps");
        boolean everywhere = settings.get(ScoreSettings.POSITIONS) == ScoreSettings.Positions.ALL;
        Value mask = everywhere ? everywhere(g, in.target().shape()) : in.target();
        return new Sample(in, call.output(in, dropout), t, eps, mask);
    }

    private static Value everywhere(Graph g, Shape shape) {
        boolean[] all = new boolean[shape.size()];
        Arrays.fill(all, true);
        return g.constant(Tensor.of(shape, all));
    }

    private Value noised(Sample s, Value clean, Value eps) {
        Value condition = s.in().condition();
        if (settings.get(ScoreSettings.CONDITION_NOISE)) {
            condition = add(
                    condition,
                    mul(eps, settings.schedule().sigma(settings.schedule().cleanest())));
        }
        return where(s.in().target(), noising.noise(clean, s.t(), eps), condition);
    }

    private static Trace trace(Denoiser net, Sample s, Value noisy) {
        return net.trace(DenoiserInput.of(noisy, s.t(), s.in().target()));
    }

    private Value logits(Trace trace, Value target, Graph g) {
        Denoiser.HiddenState state = trace.states().get(layer(trace.states()));
        return settings.get(ScoreSettings.DISCRIMINATOR).logits(state, target, head.in(g));
    }

    /** a_sg L_dsm + b_sg L_adv: Eq. 3 and the discriminator's half of the adversarial loss. */
    Step psi() {
        Graph g = new Graph("psi-step");
        double rate = settings.get(ScoreSettings.PSI_DROPOUT);
        MaskedDropout dropout = new MaskedDropout(g, "score/psi-dropout", rate);
        Sample s = sample(g, Dropout.NONE);
        Denoiser net = StepInputs.bind(g, context, fake, rate == 0 ? Dropout.NONE : dropout);
        Value target = s.in().target();
        Value e = stopGradient(s.clean());
        Trace ours = trace(net, s, noised(s, e, s.eps()));
        Value gamma = settings.get(ScoreSettings.PSI_WEIGHT).at(noising, s.t());
        Value score = perElement(ScoreDistillation.psi(ours.clean(), e, gamma, s.mask()), s.mask());
        g.output("psiLoss", score);
        Value loss = mul(score, settings.get(ScoreSettings.PSI_SCORE));
        double share = settings.get(ScoreSettings.PSI_ADVERSARIAL);
        if (share > 0) {
            Trace real = trace(net, s, noised(s, s.in().condition(), s.in().noiseInput(g, REAL_NOISE)));
            Value judged = add(
                    Discriminator.real(logits(real, target, g), target),
                    Discriminator.fake(logits(ours, target, g), target));
            g.output("psiAdversarial", mul(judged, 0.5));
            loss = add(loss, mul(judged, 0.5 * share));
        }
        double lowest = settings.get(ScoreSettings.MIN_TIME);
        return step(g, loss, dropout, "score/psi", number -> lowest);
    }

    /** a_g L_score + b_g L_adv: Eq. 4 or another score loss, and the student's half of the adversarial loss. */
    Step theta(StudentLoss studentLoss) {
        Graph g = new Graph("theta-step");
        double rate = settings.get(ScoreSettings.THETA_DROPOUT);
        MaskedDropout dropout = new MaskedDropout(g, "score/theta-dropout", rate);
        Sample s = sample(g, rate == 0 ? Dropout.NONE : dropout);
        Value noisy = noised(s, s.clean(), s.eps());
        Value big = TargetSettings.teacher(s.in()).denoise(noisy, s.t(), s.in().target());
        Trace small = trace(StepInputs.bind(g, context, fake), s, noisy);
        Value weight = settings.get(ScoreSettings.THETA_WEIGHT).at(noising, s.t(), big, s.clean(), s.mask());
        Value score = perElement(studentLoss.of(big, small.clean(), s.clean(), weight, s.mask()), s.mask());
        g.output("scoreLoss", score);
        s.in().measureVariance(s.clean());
        measureLag(s, big, small.clean());
        Value loss = mul(score, settings.get(ScoreSettings.THETA_SCORE));
        double share = settings.get(ScoreSettings.THETA_ADVERSARIAL) * settings.get(ScoreSettings.ADVERSARIAL_SCALE);
        if (share > 0) {
            Value target = s.in().target();
            double limit = settings.get(ScoreSettings.LOGIT_LIMIT);
            Value judged = Discriminator.real(min(max(logits(small, target, g), -limit), limit), target);
            g.output("adversarialLoss", judged);
            loss = add(loss, mul(judged, share));
        }
        loss = s.in().withReading(loss, s.clean());
        g.output("loss", loss);
        return step(g, loss, dropout, "score/theta", this::lowestOfStudent);
    }

    /**
     * Measures how far psi is behind the student, all without dropout and with psi's weight gamma_t:
     *
     * <ul>
     *   <li>{@code psiError}, psi's loss at the student's outputs, beside {@code teacherErrorThere}, the teacher's at
     *       the same ones, and {@code teacherError}, the teacher's at its own data. A psi that keeps up is below the
     *       second; it comes to the third when the student writes what the data are.
     *   <li>{@code scoreResidual}, E d^T (f - e) / E ||d||^2 with d = F - f: 0 for an exact psi, whatever the student
     *       is (the score identity, Zhou et al. 2024), and where it is not small the student's gradient is not that of
     *       the divergence.
     * </ul>
     */
    private void measureLag(Sample s, Value teacher, Value psi) {
        Graph g = s.in().graph();
        Value real = s.in().condition();
        Value noisyReal = noised(s, real, s.in().noiseInput(g, REAL_NOISE));
        Value onData = TargetSettings.teacher(s.in()).denoise(noisyReal, s.t(), s.in().target());
        Value gamma = settings.get(ScoreSettings.PSI_WEIGHT).at(noising, s.t());
        g.output("psiError", perElement(ScoreDistillation.psi(psi, s.clean(), gamma, s.mask()), s.mask()));
        g.output("teacherErrorThere", perElement(ScoreDistillation.psi(teacher, s.clean(), gamma, s.mask()), s.mask()));
        g.output("teacherError", perElement(ScoreDistillation.psi(onData, real, gamma, s.mask()), s.mask()));
        Value mask = cast(s.mask(), DType.FLOAT32);
        Value d = mul(sub(teacher, psi), mask);
        Value residual = sum(mul(d, sub(psi, s.clean())));
        g.output("scoreResidual", div(residual, max(sum(square(d)), SMALLEST)));
    }

    /** Sums over positions to a mean over all elements of the mask in the batch. */
    private Value perElement(Value sums, Value mask) {
        Value elements = mul(sum(cast(mask, DType.FLOAT32)), context.model().width());
        return div(sum(sums), elements);
    }

    private double lowestOfStudent(long number) {
        long iteration = number / settings.microbatches();
        return ScoreTimes.lowest(settings, iteration - settings.get(ScoreSettings.PSI_WARMUP));
    }

    private Step step(Graph g, Value loss, MaskedDropout dropout, String stream, LongToDoubleFunction lowest) {
        boolean real = g.inputs().containsKey(REAL_NOISE);
        return new Step(g, loss, number -> draw(stream, number, real, dropout, lowest.applyAsDouble(number)));
    }

    private Map<String, Tensor> draw(String stream, long number, boolean real, MaskedDropout dropout, double from) {
        Map<String, Tensor> in = new HashMap<>(StepInputs.draw(context, stream, number));
        in.put("eps", StepInputs.gaussian(context, stream + "/eps", number));
        if (real) {
            in.put(REAL_NOISE, StepInputs.gaussian(context, stream + "/real", number));
        }
        double[] times = settings.get(ScoreSettings.TIMES)
                .draw(
                        settings.schedule(),
                        from,
                        settings.get(ScoreSettings.MAX_TIME),
                        CounterRandom.of(settings.seed(), stream + "/t"),
                        number,
                        settings.microbatch());
        in.put("t", settings.schedule().tensor(times));
        in.putAll(dropout.masks(settings.seed(), number));
        call.draw(in, stream, number);
        return in;
    }
}
