package io.dlmone.elf;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sizes of a T5 encoder (Raffel et al. 2020) with ReLU feed-forward parts, by the names of Hugging Face's
 * {@code config.json}.
 *
 * @param vocabulary rows of the embedding table, at least the tokenizer's tokens (T5-small: 32,128)
 * @param width of the hidden states, {@code d_model} (512)
 * @param headWidth width of a head, {@code d_kv} (64)
 * @param heads attention heads (8)
 * @param feedForward inner width, {@code d_ff} (2048)
 * @param layers blocks (6)
 * @param buckets rows of the position table, even (32)
 * @param maxDistance distance from which on positions share the last bucket (128)
 * @param epsilon added to mean squares (1e-6)
 */
public record T5Config(
        int vocabulary,
        int width,
        int headWidth,
        int heads,
        int feedForward,
        int layers,
        int buckets,
        int maxDistance,
        double epsilon) {

    /** {@return T5-small} */
    public static T5Config small() {
        return new T5Config(32_128, 512, 64, 8, 2048, 6, 32, 128, 1e-6);
    }

    /** {@return the sizes as JSON values, with Hugging Face's names} */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("vocab_size", vocabulary);
        map.put("d_model", width);
        map.put("d_kv", headWidth);
        map.put("num_heads", heads);
        map.put("d_ff", feedForward);
        map.put("num_layers", layers);
        map.put("relative_attention_num_buckets", buckets);
        map.put("relative_attention_max_distance", maxDistance);
        map.put("layer_norm_epsilon", epsilon);
        return map;
    }

    /** The inverse of {@link #toMap}; bounds keep hostile files from making us allocate. */
    static T5Config read(ConfigKeys keys) {
        T5Config config = new T5Config(
                keys.whole("vocab_size", 2, 4_000_000),
                keys.whole("d_model", 1, 65_536),
                keys.whole("d_kv", 1, 65_536),
                keys.whole("num_heads", 1, 4_096),
                keys.whole("d_ff", 1, 1_000_000),
                keys.whole("num_layers", 1, 1_000),
                keys.whole("relative_attention_num_buckets", 4, 65_536),
                keys.whole("relative_attention_max_distance", 2, 1_000_000),
                keys.real("layer_norm_epsilon", 0, 1));
        if (config.buckets % 4 != 0) {
            keys.report("relative_attention_num_buckets", "a multiple of 4", config.buckets);
        }
        if (config.maxDistance <= config.buckets / 4) {
            keys.report("relative_attention_max_distance", "more than a quarter of the buckets", config.maxDistance);
        }
        return config;
    }
}
