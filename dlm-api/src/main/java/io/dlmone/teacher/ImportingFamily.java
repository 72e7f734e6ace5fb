package io.dlmone.teacher;

import io.dlmone.model.TeacherFamily;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.SettingValues;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A family that reads the checkpoints of its official code. */
public interface ImportingFamily extends TeacherFamily {

    /**
     * Files of the official code.
     *
     * @param location the weights, their folder, or the arguments of a training
     * @param vocabulary empty: the one beside the location
     * @param encoder the encoder that the network builds on: its configuration, or a folder with its weights as well;
     *     may be empty where the family knows which it is, or finds it beside the location
     */
    record Files(Path location, Optional<Path> vocabulary, Optional<Path> encoder) {}

    /**
     * A model of the official code.
     *
     * @param model its network
     * @param tokenizer its tokenizer
     * @param weights by parameter name; empty where only arguments were read
     * @param training how it is trained, and seed of that
     * @param seed of its training
     * @param files what it was read from, by what they are
     * @param note what is worth knowing about it, sentences for its card
     */
    record Imported(
            TeacherModel model,
            Tokenizer tokenizer,
            Map<String, Tensor> weights,
            SettingValues training,
            long seed,
            Map<String, Path> files,
            String note) {}

    /**
     * {@return whether a checkpoint looks as this family's official code writes it; reads little, and never fails}
     *
     * @param location file or folder
     */
    boolean recognises(Path location);

    /**
     * Reads a checkpoint with its weights.
     *
     * @param files where they are
     * @return the model with its weights
     * @throws io.dlmone.error.UserException with everything that is missing, unsound or not supported
     */
    Imported checkpoint(Files files);
}
