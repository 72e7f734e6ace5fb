package io.dlmone.teacher;

import java.util.Map;

/** A family that trains as its official code does, by that code's own arguments. */
public interface OfficialTrainingFamily extends TrainableFamily {

    /**
     * Reads the arguments of a training: its network and its settings, without weights.
     *
     * @param files where they are
     * @return the model without weights
     * @throws io.dlmone.error.UserException with everything that is missing, unsound or not supported
     */
    ImportingFamily.Imported arguments(ImportingFamily.Files files);

    /**
     * How the official code trains, by arguments whose network is not looked at.
     *
     * @param files where they are
     * @return settings, and the seed as the last of them by the name {@code seed}
     */
    Map<String, Object> training(ImportingFamily.Files files);
}
