package io.dlmone.elf.official;

import io.dlmone.diffuseq.official.Keys;
import io.dlmone.elf.ElfConfig.Latents;
import io.dlmone.io.YamlFile;
import java.nio.file.Path;
import java.util.Map;

/**
 * What {@code config.yml} of the official code says that the weights do not.
 *
 * @param length positions of a sequence ({@code max_length})
 * @param sourceLength most positions of the source ({@code max_input_length})
 * @param latents how the encoder's states become latents, and the path
 * @param encoder name or path of the T5 encoder ({@code encoder_model_name})
 * @param sizes those that the weights say as well, by key
 */
record RunSettings(int length, int sourceLength, Latents latents, String encoder, Map<String, Object> sizes) {

    private static final int LONGEST = 65_536;
    private static final String OTHER =
            "A model trained with another value computes something else, which is not here.";

    /**
     * Reads a file.
     *
     * @throws io.dlmone.error.UserException with every key that is missing, out of range or of a model that is not
     *     supported
     */
    static RunSettings read(Path file) {
        Map<String, Object> values = YamlFile.read(file, "the config.yml of the official ELF code");
        Keys keys = new Keys(file, values);
        RunSettings settings = new RunSettings(
                keys.integer("max_length", 2, LONGEST),
                keys.integer("max_input_length", 1, LONGEST),
                new Latents(
                        keys.real("latent_mean", -1e6, 1e6),
                        keys.real("latent_std", 1e-6, 1e6),
                        keys.real("denoiser_noise_scale", 1e-6, 1e6),
                        keys.real("t_eps", 1e-6, 1)),
                keys.text("encoder_model_name"),
                values);
        if (settings.sourceLength >= settings.length && values.get("max_input_length") instanceof Integer) {
            keys.report("max_input_length", "below max_length " + settings.length, "Give the file of one model.");
        }
        if (!"eos".equals(values.get("pad_token"))) {
            keys.report("pad_token", "eos", OTHER);
        }
        if (!(values.get("self_cond_prob") instanceof Number share && share.doubleValue() > 0)) {
            keys.report("self_cond_prob", "a number above 0: a network that reads its previous prediction", OTHER);
        }
        keys.check();
        return settings;
    }
}
