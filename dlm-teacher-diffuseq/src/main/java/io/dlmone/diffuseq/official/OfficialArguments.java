package io.dlmone.diffuseq.official;

import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.diffuseq.DiffuSeqSizes;
import io.dlmone.error.UserException;
import java.nio.file.Path;

/**
 * What {@code training_args.json} says about the network and the diffusion; the official DiffuSeq code writes all its
 * arguments there.
 *
 * @param network the network
 * @param steps T ({@code diffusion_steps})
 * @param schedule name of the noise schedule ({@code noise_schedule})
 */
public record OfficialArguments(NetworkArguments network, int steps, String schedule) {

    private static final String OTHER =
            "A model trained with another value computes something else, which is not here.";

    /**
     * Reads a file.
     *
     * @param file {@code training_args.json}
     * @return the arguments
     * @throws UserException with every key that is missing, out of range or of a model that is not supported
     */
    public static OfficialArguments read(Path file) {
        Keys keys = new Keys(file, "the training_args.json of the official DiffuSeq code");
        OfficialArguments arguments = new OfficialArguments(
                NetworkArguments.of(keys), keys.integer("diffusion_steps", 2, 1_000_000), keys.text("noise_schedule"));
        if (!DiffuSeqConfig.schedules().contains(arguments.schedule)) {
            keys.report("noise_schedule", "one of " + DiffuSeqConfig.schedules(), OTHER);
        }
        keys.require("predict_xstart", true, OTHER);
        keys.require("rescale_timesteps", true, OTHER);
        keys.require("learn_sigma", false, OTHER);
        keys.require("sigma_small", false, OTHER);
        keys.require("timestep_respacing", "", OTHER);
        keys.require("learned_mean_embed", false, OTHER);
        keys.require("use_plm_init", "no", OTHER);
        keys.check();
        return arguments;
    }

    /** The model with a network of these sizes. */
    DiffuSeqModel model(DiffuSeqSizes sizes) {
        return new DiffuSeqModel(new DiffuSeqConfig(sizes, steps, schedule));
    }
}
