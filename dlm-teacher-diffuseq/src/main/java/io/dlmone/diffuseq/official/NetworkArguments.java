package io.dlmone.diffuseq.official;

import io.dlmone.diffuseq.DiffuSeqSizes;

/**
 * What the arguments of the official DiffuSeq and FlowSeq codes say about the network; both use the same names.
 *
 * @param vocabulary number of tokens ({@code vocab_size})
 * @param width of an embedding ({@code hidden_dim})
 * @param timeWidth of the time embedding ({@code hidden_t_dim})
 * @param length positions of a sequence ({@code seq_len})
 * @param vocabularyName {@code bert}, or the path of a list of words ({@code vocab})
 * @param encoder name or path of the encoder's configuration ({@code config_name})
 */
public record NetworkArguments(
        int vocabulary, int width, int timeWidth, int length, String vocabularyName, String encoder) {

    private static final int SHORTEST = 8;

    /**
     * {@return the arguments; what is wrong is noted with the keys}
     *
     * @param keys of the file
     */
    public static NetworkArguments of(Keys keys) {
        NetworkArguments arguments = new NetworkArguments(
                keys.integer("vocab_size", 4, 4_000_000),
                keys.integer("hidden_dim", 1, 65_536),
                keys.integer("hidden_t_dim", 2, 65_536),
                keys.integer("seq_len", SHORTEST, 65_536),
                keys.text("vocab"),
                keys.text("config_name"));
        if (arguments.timeWidth % 2 != 0) {
            keys.report("hidden_t_dim", "an even number", "The network has sines and cosines in pairs.");
        }
        return arguments;
    }

    /** {@return whether text becomes pieces of BERT's vocabulary, rather than words of a list} */
    public boolean usesWordPieces() {
        return vocabularyName.equals("bert");
    }

    /**
     * {@return the sizes of the network with that encoder}
     *
     * @param e sizes of the encoder
     */
    public DiffuSeqSizes with(EncoderConfig e) {
        return new DiffuSeqSizes(
                vocabulary,
                width,
                timeWidth,
                length,
                e.positions(),
                e.hidden(),
                e.layers(),
                e.heads(),
                e.feedForward());
    }
}
