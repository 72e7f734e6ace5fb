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
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One network call over the tensors of a file.
 *
 * @param model a model directory or a built-in model
 * @param input a safetensors file with {@code x_t} {@code [batch, length, width]} and {@code t} {@code [batch]}
 * @param output the file to write: {@code x0}, shaped as {@code x_t}, and {@code logits} {@code [batch, length,
 *     vocabulary]}
 */
public record ScoreRun(String model, Path input, Path output) {

    private static final String NOISY = "x_t";
    private static final String TIME = "t";

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
        Parameters parameters = Parameters.frozen("model", network.parameters());
        parameters.write(backend, bundle.weights());
        Map<String, Tensor> out =
                backend.compile(graph(network, parameters, in)).run(in);
        new Safetensors(out, Map.of("format", "pt")).write(output);
        context.progress().say("Wrote " + output);
    }

    private static Graph graph(TeacherModel network, Parameters parameters, Map<String, Tensor> in) {
        Graph g = new Graph("score");
        Denoiser net = network.bind(parameters.in(g), Dropout.NONE);
        Value noisy = g.input(NOISY, DType.FLOAT32, in.get(NOISY).shape().dims());
        Value x0 = net.denoise(
                noisy, g.input(TIME, DType.INT64, in.get(TIME).shape().dims()));
        g.output("x0", x0);
        g.output("logits", net.logits(x0));
        return g;
    }

    private Map<String, Tensor> inputs(TeacherModel network) {
        try (SafetensorsFile file = SafetensorsFile.open(input)) {
            List<Problem> problems = new ArrayList<>();
            Shape shape = shape(file, NOISY, DType.FLOAT32, problems);
            Shape times = shape(file, TIME, DType.INT64, problems);
            if (problems.isEmpty()) {
                checkShapes(network, shape, times, problems);
            }
            refuse(problems);
            Tensor t = file.tensor(TIME);
            int last = network.schedule().steps() - 1;
            for (long each : t.longs()) {
                if (each < 0 || each > last) {
                    refuse(List.of(problem(TIME, "times from 0 to " + last, String.valueOf(each))));
                }
            }
            Map<String, Tensor> read = Map.of(NOISY, file.tensor(NOISY), TIME, t);
            FiniteTensors.require(read, input.toString());
            return read;
        }
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
