package io.dlmone.train;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.tensor.Tensor;
import java.util.Map;

/**
 * A model with whose weights a student begins: one that was made from the same teacher, whose embeddings it shares.
 *
 * @param location a model directory or a built-in model
 */
record InitialStudent(String location) {

    /**
     * Its weights, by name.
     *
     * @param teacherLocation for messages
     * @throws io.dlmone.error.UserException if it was not made from this teacher
     */
    Map<String, Tensor> weights(ModelBundle teacher, String teacherLocation) {
        ModelBundle model = ModelDirectory.load(location);
        new Checks()
                .require(
                        isMadeFrom(teacher, model),
                        "init",
                        "a model with the network, vocabulary and embeddings of " + teacherLocation
                                + ", such as a student that was distilled from it",
                        location)
                .require(
                        !model.generation().isFused(),
                        "init",
                        "a student that reads its tokens in a call of its own, which one that was fused cannot any more",
                        location)
                .refuse();
        return model.floatWeights();
    }

    private static boolean isMadeFrom(ModelBundle teacher, ModelBundle model) {
        return model.architecture().config().equals(teacher.architecture().config())
                && model.tokenizer().name().equals(teacher.tokenizer().name())
                && model.tokenizer()
                        .vocabulary()
                        .tokens()
                        .equals(teacher.tokenizer().vocabulary().tokens())
                && teacher.architecture().embeddingParameters().stream().allMatch(name -> model.floatWeights()
                        .get(name)
                        .equals(teacher.floatWeights().get(name)));
    }
}
