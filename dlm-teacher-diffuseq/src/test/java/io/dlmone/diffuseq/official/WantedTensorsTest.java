package io.dlmone.diffuseq.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.pytorch.CheckpointFile;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a network needs of a checkpoint must be right; what it does not need may be anything. */
class WantedTensorsTest {

    private static final DiffuSeqModel MODEL = new DiffuSeqModel(new DiffuSeqConfig(6, 2, 2, 8, 8, 2, 1, 1, 3, 20));

    @TempDir
    Path home;

    /** A checkpoint whose tensors have their names changed and hold zeros. */
    private static CheckpointFile file(Function<String, String> names) {
        CheckpointFile file = new CheckpointFile();
        for (ParameterSpec spec : MODEL.parameters()) {
            file.parameter(
                    names.apply(spec.name()),
                    spec.shape(),
                    () -> new float[spec.shape().size()]);
        }
        return file.parameter(names.apply("lm_head.weight"), Shape.of(6, 2), () -> new float[12]);
    }

    private List<String> problems(CheckpointFile file) {
        Path weights = file.write(home.resolve("ema_0.9999_000001.pt"));
        UserException e =
                catchThrowableOfType(UserException.class, () -> OfficialWeights.read(weights, MODEL.parameters()));
        return e == null
                ? List.of()
                : e.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void aNumberThatIsNotFiniteIsRefusedByTheNameOfItsTensor() {
        CheckpointFile file = new CheckpointFile();
        for (ParameterSpec spec : MODEL.parameters()) {
            float[] values = new float[spec.shape().size()];
            if (spec.name().equals("output_down_proj.2.bias")) {
                values[1] = Float.NaN;
            }
            file.parameter(spec.name(), spec.shape(), () -> values);
        }
        file.parameter("lm_head.weight", Shape.of(6, 2), () -> {
            float[] values = new float[12];
            values[7] = Float.NEGATIVE_INFINITY;
            return values;
        });
        assertThat(problems(file))
                .hasSize(2)
                .anyMatch(p -> p.contains("[DLM-TENSOR-11]")
                        && p.contains(
                                "tensor word_embedding.weight: expected finite numbers, found -Infinity at element 7"))
                .anyMatch(p ->
                        p.contains("tensor output_down_proj.2.bias: expected finite numbers, found NaN at element 1"));
        assertThat(problems(file(name -> name))).isEmpty();
    }

    @Test
    void prefixesOfWrappersAreAccepted() {
        assertThat(problems(file(name -> "module." + name))).isEmpty();
        assertThat(problems(file(name -> "module._orig_mod." + name))).isEmpty();
        assertThat(problems(file(name -> name.equals("LayerNorm.bias") ? name : "module." + name)))
                .singleElement()
                .asString()
                .contains("expected tensors whose names all begin with 'module.', or none, found ", " that do");
    }

    @Test
    void tensorsOfOtherTypesThatNobodyNeedsDoNotRefuseAFile() {
        CheckpointFile file = file(name -> name);
        int storage = 100;
        for (String type : List.of("ShortStorage", "ByteStorage", "IntStorage", "BoolStorage", "CharStorage")) {
            int bytes = type.equals("ShortStorage") ? 2 : type.equals("IntStorage") ? 4 : 1;
            String key = String.valueOf(storage++);
            file.view("buffer." + type, type, key, 3, 0, List.of(3L), List.of(1L))
                    .entry("archive/data/" + key, () -> new byte[3 * bytes]);
        }
        file.entry("archive/run:7", () -> new byte[1]);
        assertThat(problems(file)).isEmpty();
        CheckpointFile more = file(name -> name).parameter("another.weight", Shape.of(1), () -> new float[1]);
        assertThat(problems(more))
                .singleElement()
                .asString()
                .contains("tensor another.weight: expected only the tensors of DiffuSeq's network");
    }
}
