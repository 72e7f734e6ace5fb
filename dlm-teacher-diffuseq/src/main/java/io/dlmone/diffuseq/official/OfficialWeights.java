package io.dlmone.diffuseq.official;

import io.dlmone.diffuseq.DiffuSeqTransformer;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.ElementType;
import io.dlmone.io.FiniteTensors;
import io.dlmone.io.StateNames;
import io.dlmone.io.pytorch.PytorchCheckpoint;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights of an official checkpoint, as the official sampling script uses them. The embedding table and the matrix
 * of the logits are one tensor there but two in the file: the average as {@code word_embedding.weight}, the last raw
 * value as {@code lm_head.weight}. Loading copies both into the same place, the latter last; so it is the one that
 * counts.
 */
public final class OfficialWeights {

    private static final String EMBEDDING = DiffuSeqTransformer.EMBEDDING;
    private static final String LOGITS = "lm_head.weight";

    private static final String WRAPPED = "module.";

    private static final int SHOWN = 20;
    private static final String REMEDY =
            "Give the arguments, and with setting encoder-config the config.json, of this very model.";

    private OfficialWeights() {}

    /**
     * {@return the weights of a network, by parameter name}
     *
     * @param file the checkpoint
     * @param parameters those of the network
     * @throws UserException if the file cannot be read, or with every tensor that is not the network's
     */
    public static Map<String, Tensor> read(Path file, List<ParameterSpec> parameters) {
        try (PytorchCheckpoint checkpoint = PytorchCheckpoint.open(file)) {
            String prefix = StateNames.prefix(checkpoint.shapes().keySet());
            requireOnePrefix(checkpoint.shapes().keySet(), prefix, file);
            check(checkpoint, prefix, file, parameters);
            Map<String, Tensor> weights = new LinkedHashMap<>();
            for (ParameterSpec spec : parameters) {
                weights.put(
                        spec.name(), checkpoint.read(prefix + (spec.name().equals(EMBEDDING) ? LOGITS : spec.name())));
            }
            FiniteTensors.require(weights, file.toString());
            return weights;
        }
    }

    private static void requireOnePrefix(Set<String> names, String prefix, Path file) {
        long wrapped =
                names.stream().filter(name -> name.startsWith(prefix + WRAPPED)).count();
        if (wrapped > 0) {
            throw new UserException(new Problem(
                    ErrorId.IMPORT_3,
                    file.toString(),
                    "tensors whose names all begin with '" + WRAPPED + "', or none",
                    wrapped + " of " + names.size() + " that do",
                    "Give the file as the official code saved it."));
        }
    }

    private static void check(PytorchCheckpoint checkpoint, String prefix, Path file, List<ParameterSpec> parameters) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Shape> left = new LinkedHashMap<>();
        checkpoint.shapes().forEach((name, shape) -> left.put(name.substring(prefix.length()), shape));
        Map<String, Shape> expected = new LinkedHashMap<>();
        parameters.forEach(spec -> expected.put(spec.name(), spec.shape()));
        expected.put(LOGITS, expected.get(EMBEDDING));
        expected.forEach((name, shape) -> {
            Shape found = left.remove(name);
            boolean floats = found != null && isFloat(checkpoint.type(prefix + name));
            if (!floats || !found.equals(shape)) {
                String what = found == null ? "no such tensor" : checkpoint.type(prefix + name) + " " + found;
                problems.add(problem(file, name, "floats " + shape, what));
            }
        });
        left.keySet().removeIf(name -> !isFloat(checkpoint.type(prefix + name)));
        left.forEach((name, shape) ->
                problems.add(problem(file, name, "only the tensors of DiffuSeq's network", "one more " + shape)));
        if (problems.size() > SHOWN) {
            int more = problems.size() - SHOWN;
            problems.subList(SHOWN, problems.size()).clear();
            problems.add(new Problem(
                    ErrorId.IMPORT_3, file.toString(), "the tensors of this network", more + " more problems", REMEDY));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }

    /** Tensors of other types are no weights: positions, counters, masks. A network does not need them. */
    private static boolean isFloat(ElementType type) {
        return type.type() == DType.FLOAT32 && type != ElementType.OTHER;
    }

    private static Problem problem(Path file, String name, String expected, String found) {
        return new Problem(ErrorId.IMPORT_3, file + ": tensor " + name, expected, found, REMEDY);
    }
}
