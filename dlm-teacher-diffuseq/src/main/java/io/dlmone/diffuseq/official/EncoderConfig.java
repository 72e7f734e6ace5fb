package io.dlmone.diffuseq.official;

import io.dlmone.error.UserException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The sizes of a BERT encoder.
 *
 * @param hidden width
 * @param layers encoder blocks
 * @param heads attention heads
 * @param feedForward inner width of a block
 * @param positions rows of the position table
 * @param attentionDropout share of attention's probabilities dropped in training
 */
public record EncoderConfig(
        int hidden, int layers, int heads, int feedForward, int positions, double attentionDropout) {

    private static final double ATTENTION_DROPOUT = 0.1;

    /** bert-base-uncased. */
    public static final EncoderConfig BASE = new EncoderConfig(768, 12, 12, 3072, 512, ATTENTION_DROPOUT);

    private static final String REMEDY = "Only the encoder of BERT as its authors published it is supported.";

    /**
     * {@return the share of attention's probabilities that an encoder drops; what is wrong with its file is noted}
     *
     * @param encoder its {@code config.json}; empty: a tenth, as BERT's
     * @param keys where it is noted
     */
    public static double attentionDropout(Optional<Path> encoder, Keys keys) {
        try {
            return encoder.map(EncoderConfig::read).orElse(BASE).attentionDropout();
        } catch (UserException e) {
            keys.add(e);
            return ATTENTION_DROPOUT;
        }
    }

    /**
     * Reads the {@code config.json} of a BERT encoder in the Hugging Face format.
     *
     * @param file {@code config.json}
     * @return its sizes
     * @throws io.dlmone.error.UserException with every key that is missing, out of range or not as in BERT
     */
    public static EncoderConfig read(Path file) {
        Keys keys = new Keys(file, "the config.json of a BERT encoder");
        keys.require("model_type", "bert", REMEDY);
        keys.require("hidden_act", "gelu", REMEDY);
        keys.require("layer_norm_eps", 1e-12, REMEDY);
        keys.require("position_embedding_type", "absolute", REMEDY);
        keys.require("is_decoder", false, REMEDY);
        EncoderConfig config = new EncoderConfig(
                keys.integer("hidden_size", 1, 65_536),
                keys.integer("num_hidden_layers", 1, 1_000),
                keys.integer("num_attention_heads", 1, 4_096),
                keys.integer("intermediate_size", 1, 1_000_000),
                keys.integer("max_position_embeddings", 1, 1_000_000),
                keys.real("attention_probs_dropout_prob", 0, 1, ATTENTION_DROPOUT));
        if (config.hidden % config.heads != 0) {
            keys.report("num_attention_heads", "a divisor of hidden_size " + config.hidden, "Correct the key.");
        }
        keys.check();
        return config;
    }
}
