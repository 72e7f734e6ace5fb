package io.dlmone.elf;

import io.dlmone.error.UserException;
import io.dlmone.nn.ParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sizes of a conditional ELF network, and what its latents are.
 *
 * @param vocabulary number of tokens of the decoder head (official: 32,100)
 * @param length positions of a sequence, part of the model (official: 128)
 * @param sourceLength most positions of the source, below {@code length} (official: 64)
 * @param filling id that rows are filled with, which no target holds otherwise (official: 1, the end token)
 * @param hidden width of the trunk (ELF-B: 768)
 * @param layers blocks (ELF-B: 12)
 * @param heads attention heads, with an even width each (ELF-B: 12)
 * @param feedForward inner width of a block (ELF-B: 2048)
 * @param bottleneck width between the latents and the trunk (official: 128)
 * @param prefix tokens before the text
 * @param latents how the encoder's states become latents
 * @param encoder the T5 encoder, whose width is that of the latents
 */
public record ElfConfig(
        int vocabulary,
        int length,
        int sourceLength,
        int filling,
        int hidden,
        int layers,
        int heads,
        int feedForward,
        int bottleneck,
        Prefix prefix,
        Latents latents,
        T5Config encoder) {

    private static final String ENCODER = "encoder_";

    /**
     * Tokens before the text.
     *
     * @param time those that say the time (official: 4)
     * @param guidance those that say the guidance scale (official: 4)
     * @param mode those that say whether the network denoises or decodes (official: 4)
     */
    public record Prefix(int time, int guidance, int mode) {

        /** {@return all of them together} */
        public int tokens() {
            return time + guidance + mode;
        }
    }

    /**
     * What is noised.
     *
     * @param mean taken from the encoder's states (official: 0)
     * @param deviation what the rest is divided by (official: 0.2)
     * @param noiseScale deviation of the noise at time 0 (official: 2)
     * @param gap least 1 - t in velocities (official: 0.05)
     */
    public record Latents(double mean, double deviation, double noiseScale, double gap) {

        /** The official values. */
        public static final Latents OFFICIAL = new Latents(0, 0.2, 2, 0.05);
    }

    /**
     * {@return ELF-B of the translation model, with T5-small}
     *
     * @param vocabulary number of tokens
     */
    public static ElfConfig base(int vocabulary) {
        return new ElfConfig(
                vocabulary,
                128,
                64,
                1,
                768,
                12,
                12,
                2048,
                128,
                new Prefix(4, 4, 4),
                Latents.OFFICIAL,
                T5Config.small());
    }

    /**
     * {@return the official inner width of a block for a width of the trunk: two thirds of four times that}
     *
     * @param hidden width of the trunk
     */
    public static int officialFeedForward(int hidden) {
        return 4 * hidden * 2 / 3;
    }

    /**
     * {@return the parameters: the network's by the names of official checkpoints, then the encoder's after
     * {@code t5.}}
     */
    public List<ParameterSpec> parameters() {
        return Stream.concat(ElfParameters.network(this).stream(), ElfParameters.encoder(this).stream())
                .toList();
    }

    /** {@return width of the latents} */
    public int width() {
        return encoder.width();
    }

    /** {@return the configuration as JSON values} */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("vocab_size", vocabulary);
        map.put("sequence_length", length);
        map.put("max_source_length", sourceLength);
        map.put("pad_token_id", filling);
        map.put("hidden_size", hidden);
        map.put("num_hidden_layers", layers);
        map.put("num_attention_heads", heads);
        map.put("intermediate_size", feedForward);
        map.put("bottleneck_size", bottleneck);
        map.put("num_time_tokens", prefix.time);
        map.put("num_guidance_tokens", prefix.guidance);
        map.put("num_mode_tokens", prefix.mode);
        map.put("latent_mean", latents.mean);
        map.put("latent_std", latents.deviation);
        map.put("noise_scale", latents.noiseScale);
        map.put("t_eps", latents.gap);
        encoder.toMap().forEach((key, value) -> map.put(ENCODER + key, value));
        return map;
    }

    /**
     * {@return the inverse of {@link #toMap}; reports every key that is missing, unknown or out of range}
     *
     * @param map what a JSON file holds
     */
    public static ElfConfig fromMap(Map<String, Object> map) {
        ConfigKeys keys = ConfigKeys.of(map);
        ElfConfig config = new ElfConfig(
                keys.whole("vocab_size", 2, 4_000_000),
                keys.whole("sequence_length", 2, 65_536),
                keys.whole("max_source_length", 1, 65_535),
                keys.whole("pad_token_id", 0, 3_999_999),
                keys.whole("hidden_size", 1, 65_536),
                keys.whole("num_hidden_layers", 1, 1_000),
                keys.whole("num_attention_heads", 1, 4_096),
                keys.whole("intermediate_size", 1, 1_000_000),
                keys.whole("bottleneck_size", 1, 65_536),
                new Prefix(
                        keys.whole("num_time_tokens", 1, 1_000),
                        keys.whole("num_guidance_tokens", 1, 1_000),
                        keys.whole("num_mode_tokens", 1, 1_000)),
                new Latents(
                        keys.real("latent_mean", -1e6, 1e6),
                        keys.real("latent_std", 1e-6, 1e6),
                        keys.real("noise_scale", 1e-6, 1e6),
                        keys.real("t_eps", 1e-6, 1)),
                T5Config.read(keys.below(ENCODER)));
        keys.end();
        if (keys.problems().isEmpty()) {
            config.check(keys);
        }
        if (!keys.problems().isEmpty()) {
            throw new UserException(List.copyOf(keys.problems()));
        }
        return config;
    }

    private void check(ConfigKeys keys) {
        if (hidden % (2 * heads) != 0) {
            keys.report("num_attention_heads", "such that each has an even width of hidden_size " + hidden, heads);
        }
        if (sourceLength >= length) {
            keys.report("max_source_length", "below sequence_length " + length, sourceLength);
        }
        if (filling >= vocabulary) {
            keys.report("pad_token_id", "below vocab_size " + vocabulary, filling);
        }
        if (encoder.vocabulary() < vocabulary) {
            keys.report("vocab_size", "at most the text encoder's " + encoder.vocabulary(), vocabulary);
        }
    }
}
