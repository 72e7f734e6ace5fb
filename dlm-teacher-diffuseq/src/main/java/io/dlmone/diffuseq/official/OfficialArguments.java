package io.dlmone.diffuseq.official;

import io.dlmone.Plugins;
import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.error.UserException;
import java.nio.file.Path;

/**
 * What {@code training_args.json} says about the network and the diffusion; the official code writes all its arguments
 * there.
 *
 * @param vocabulary number of tokens ({@code vocab_size})
 * @param width of an embedding ({@code hidden_dim})
 * @param timeWidth of the time embedding ({@code hidden_t_dim})
 * @param length positions of a sequence ({@code seq_len})
 * @param steps T ({@code diffusion_steps})
 * @param schedule name of the noise schedule ({@code noise_schedule})
 * @param vocabularyName {@code bert}, or the path of a list of words ({@code vocab})
 * @param encoder name or path of the encoder's configuration ({@code config_name})
 */
public record OfficialArguments(
        int vocabulary,
        int width,
        int timeWidth,
        int length,
        int steps,
        String schedule,
        String vocabularyName,
        String encoder) {

    private static final int SHORTEST = 8;
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
                keys.integer("vocab_size", 4, 4_000_000),
                keys.integer("hidden_dim", 1, 65_536),
                keys.integer("hidden_t_dim", 2, 65_536),
                keys.integer("seq_len", SHORTEST, 65_536),
                keys.integer("diffusion_steps", 2, 1_000_000),
                keys.text("noise_schedule"),
                keys.text("vocab"),
                keys.text("config_name"));
        if (arguments.timeWidth % 2 != 0) {
            keys.report("hidden_t_dim", "an even number", OTHER);
        }
        try {
            Plugins.schedule(arguments.schedule);
        } catch (UserException e) {
            keys.report("noise_schedule", e.problems().get(0).expected(), OTHER);
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

    /** {@return whether text becomes pieces of BERT's vocabulary, rather than words of a list} */
    public boolean usesWordPieces() {
        return vocabularyName.equals("bert");
    }

    /** The network with that encoder. */
    DiffuSeqConfig network(EncoderConfig e) {
        return new DiffuSeqConfig(
                vocabulary,
                width,
                timeWidth,
                length,
                e.positions(),
                e.hidden(),
                e.layers(),
                e.heads(),
                e.feedForward(),
                steps,
                schedule);
    }
}
