package io.dlmone.train;

import io.dlmone.backend.Backend;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.io.FiniteTensors;
import io.dlmone.io.OutputPlace;
import io.dlmone.io.Safetensors;
import io.dlmone.io.SafetensorsFile;
import io.dlmone.model.Denoiser;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.Setting;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One network call over the tensors of a file.
 *
 * @param model a model directory or a built-in model
 * @param input a safetensors file with {@code x_t} {@code [batch, length, width]}, condition positions clean, and
 *     {@code t} {@code [batch]}, integers for discrete paths, float32 for continuous ones; for families that read them,
 *     also {@code x_prev}, the previous clean prediction, shaped as {@code x_t} (needed), and {@code guidance_scale}
 *     {@code [batch]} (the model's own if it is left out)
 * @param output the file to write: {@code x0}, the clean prediction, shaped as {@code x_t}, and its {@code logits}
 *     {@code [batch, length, vocabulary]}
 */
public record ScoreRun(String model, Path input, Path output) {

    private static final String NOISY = "x_t";
    private static final String TIME = "t";
    private static final String PREVIOUS = "x_prev";
    private static final String SCALE = "guidance_scale";

    /**
     * Reads, calls, writes.
     *
     * @param context with the engine
     * @throws UserException if a file does not fit; nothing is written then
     */
    public void run(RunContext context) {
        OutputPlace.requireFile(output);
        ModelBundle bundle = ModelDirectory.load(model);
        TeacherModel network = bundle.architecture();
        Map<String, Tensor> in = inputs(network);
        Backend backend = context.backend();
        Parameters parameters = Parameters.frozen("model", network.parameters(), bundle.weights());
        parameters.write(backend, bundle.weights());
        Map<String, Tensor> out = backend.compile(graph(bundle, parameters, in)).run(in);
        new Safetensors(out, Map.of("format", "pt")).write(output);
        context.progress().say("Wrote " + output);
    }

    private static Graph graph(ModelBundle bundle, Parameters parameters, Map<String, Tensor> in) {
        Graph g = new Graph("score");
        Denoiser net = bundle.architecture().bind(parameters.in(g), Dropout.NONE);
        DenoiserInput call = DenoiserInput.of(input(g, NOISY, in), input(g, TIME, in));
        if (in.containsKey(PREVIOUS)) {
            call = call.withPrevious(input(g, PREVIOUS, in));
        }
        if (in.containsKey(SCALE)) {
            call = call.withGuidanceScale(input(g, SCALE, in));
        }
        Value x0 = net.denoise(call);
        g.output("x0", x0);
        g.output("logits", bundle.generation().isFused() ? net.fusedLogits(call) : net.logits(x0));
        return g;
    }

    private static Value input(Graph g, String name, Map<String, Tensor> in) {
        Tensor value = in.get(name);
        return g.input(name, value.type(), value.shape().dims());
    }

    private Map<String, Tensor> inputs(TeacherModel network) {
        try (SafetensorsFile file = SafetensorsFile.open(input)) {
            List<Problem> problems = new ArrayList<>();
            Shape shape = shape(file, NOISY, DType.FLOAT32, problems);
            Shape times = shape(file, TIME, network.schedule().timeType(), problems);
            List<String> names = new ArrayList<>(List.of(NOISY, TIME));
            if (problems.isEmpty()) {
                checkShapes(network, shape, times, problems);
            }
            optional(file, PREVIOUS, network.selfConditioned(), true, shape, problems)
                    .ifPresent(names::add);
            optional(file, SCALE, network.guidanceScaled(), false, times, problems)
                    .ifPresent(names::add);
            refuse(problems);
            Map<String, Tensor> read = new LinkedHashMap<>();
            names.forEach(name -> read.put(name, file.tensor(name)));
            for (double t : times(read.get(TIME))) {
                if (!network.schedule().contains(t)) {
                    refuse(List.of(
                            problem(TIME, "times, each " + network.schedule().times(), Setting.text(t))));
                }
            }
            FiniteTensors.require(read, input.toString());
            return read;
        }
    }

    private static double[] times(Tensor t) {
        return t.type() == DType.INT64
                ? Arrays.stream(t.longs()).asDoubleStream().toArray()
                : IntStream.range(0, t.shape().size())
                        .mapToDouble(i -> t.floats()[i])
                        .toArray();
    }

    /** A tensor that only some families read: of the given shape, and refused where it would not be read. */
    private Optional<String> optional(
            SafetensorsFile file, String name, boolean read, boolean needed, Shape expected, List<Problem> problems) {
        boolean there = file.names().contains(name);
        if (!read && there) {
            problems.add(problem(name, "no such tensor, since this model does not read it", "one"));
        } else if (read && (there || needed)) {
            Shape shape = shape(file, name, DType.FLOAT32, problems);
            if (shape != null && expected != null && !shape.equals(expected)) {
                problems.add(problem(name, expected.toString(), shape.toString()));
            }
            return Optional.of(name);
        }
        return Optional.empty();
    }

    private Shape shape(SafetensorsFile file, String name, DType type, List<Problem> problems) {
        if (!file.names().contains(name) || file.type(name).type() != type) {
            String found = file.names().contains(name) ? String.valueOf(file.type(name)) : "no such tensor";
            problems.add(problem(name, type == DType.FLOAT32 ? "floats" : "integers", found));
            return null;
        }
        return file.shape(name);
    }

    private void checkShapes(TeacherModel network, Shape shape, Shape times, List<Problem> problems) {
        int length = network.length();
        int most = (Integer.MAX_VALUE - 16) / network.vocabulary() / length;
        int batch = times.rank() == 1 ? times.dim(0) : 0;
        if (batch < 1 || batch > most) {
            problems.add(problem(TIME, "[batch] of 1 to " + most + " times", times.toString()));
        }
        if (shape.rank() != 3 || !shape.equals(Shape.of(shape.dim(0), length, network.width()))) {
            problems.add(problem(NOISY, "[batch, " + length + ", " + network.width() + "]", shape.toString()));
        } else if (batch > 0 && shape.dim(0) != batch) {
            problems.add(problem(NOISY, "as many sequences as " + TIME + " has times, " + batch, shape.toString()));
        }
    }

    private Problem problem(String name, String expected, String found) {
        return new Problem(
                ErrorId.SCORE_1,
                input + ": tensor " + name,
                expected,
                found,
                "Write the file for model " + model + ".");
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }
}
