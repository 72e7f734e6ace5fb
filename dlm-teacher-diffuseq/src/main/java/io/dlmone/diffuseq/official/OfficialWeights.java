package io.dlmone.diffuseq.official;

import io.dlmone.diffuseq.DiffuSeqTransformer;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.FiniteTensors;
import io.dlmone.io.StateNames;
import io.dlmone.io.WantedTensors;
import io.dlmone.io.pytorch.PytorchCheckpoint;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.file.Path;
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
            Map<String, Shape> wanted = new LinkedHashMap<>();
            parameters.forEach(spec -> wanted.put(spec.name(), spec.shape()));
            wanted.put(LOGITS, wanted.get(EMBEDDING));
            WantedTensors.require(
                    checkpoint, prefix, wanted, name -> false, file.toString(), "DiffuSeq's network", REMEDY);
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
}
