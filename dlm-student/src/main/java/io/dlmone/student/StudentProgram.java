package io.dlmone.student;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Program;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import java.util.Map;

/** The student compiled for batches of one size: noise and source in, tokens out. */
final class StudentProgram {

    private final Program program;
    private final TokenReader reader;

    StudentProgram(
            Backend backend,
            TeacherModel model,
            Parameters parameters,
            GenerationConfig generation,
            int batch,
            TokenReader reader) {
        this.reader = reader;
        Graph g = new Graph("student");
        Denoiser net = model.bind(parameters.in(g), Dropout.NONE);
        Value ids = g.input("ids", DType.INT64, batch, model.length());
        Value target = g.input("target", DType.BOOL, batch, model.length(), 1);
        Value condition = net.embed(ids, target);
        Value noise = g.input("noise", DType.FLOAT32, batch, model.length(), model.width());
        reader.record(g, new OneStepGenerator(net, generation).logits(noise, condition, target, generation.isFused()));
        program = backend.compile(g);
    }

    /**
     * Writes.
     *
     * @param noise standard normal {@code [batch, length, width]}
     * @return tokens {@code [batch, length]}, INT64
     */
    Tensor run(Batch batch, Tensor noise) {
        return reader.read(program.run(Map.of("ids", batch.ids(), "target", batch.target(), "noise", noise)), batch);
    }
}
