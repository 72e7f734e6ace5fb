package io.dlmone.train;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sizes of a DiffuSeq network that is to be trained.
 *
 * @param hidden width of the encoder
 * @param layers encoder blocks
 * @param heads attention heads, a divisor of hidden
 * @param width of an embedding
 * @param length positions of a sequence: source, target and marks
 */
public record Sizes(int hidden, int layers, int heads, int width, int length) {

    static final int LEAST_LENGTH = 8;

    private static final int MOST_WIDTH = 8_192;
    private static final int MOST_LAYERS = 1_000;
    private static final int MOST_LENGTH = 65_536;

    public Sizes {
        new Checks()
                .whole("--hidden", hidden, 1, MOST_WIDTH)
                .whole("--layers", layers, 1, MOST_LAYERS)
                .whole("--heads", heads, 1, MOST_WIDTH)
                .require(
                        heads > 0 && hidden % heads == 0,
                        "--heads",
                        "a divisor of --hidden " + hidden,
                        String.valueOf(heads))
                .whole("--width", width, 2, MOST_WIDTH)
                .require(width % 2 == 0, "--width", "an even number", String.valueOf(width))
                .whole("--length", length, LEAST_LENGTH, MOST_LENGTH)
                .refuse();
    }

    /** By the names of the flags. */
    Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("hidden", hidden);
        config.put("layers", layers);
        config.put("heads", heads);
        config.put("width", width);
        config.put("length", length);
        return config;
    }
}
