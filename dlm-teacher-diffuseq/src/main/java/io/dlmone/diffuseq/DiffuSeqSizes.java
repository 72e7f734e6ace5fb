package io.dlmone.diffuseq;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.nn.BertLayer;
import io.dlmone.nn.Layers;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.ParameterSpec.Init;
import io.dlmone.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sizes of the network that the official DiffuSeq and FlowSeq codes share.
 *
 * @param vocabulary number of tokens
 * @param width of an embedding (official: 128)
 * @param timeWidth of the sinusoidal time embedding, even (official: 128)
 * @param length positions of a sequence (official: 128)
 * @param positions rows of the position table, at least length (official: 512)
 * @param hidden width of the encoder (official: 768)
 * @param layers encoder blocks (official: 12)
 * @param heads attention heads, a divisor of hidden (official: 12)
 * @param feedForward inner width of a block (official: 3072)
 */
public record DiffuSeqSizes(
        int vocabulary,
        int width,
        int timeWidth,
        int length,
        int positions,
        int hidden,
        int layers,
        int heads,
        int feedForward) {

    private static final List<String> KEYS = List.of(
            "vocab_size",
            "embedding_size",
            "time_embedding_size",
            "sequence_length",
            "max_position_embeddings",
            "hidden_size",
            "num_hidden_layers",
            "num_attention_heads",
            "intermediate_size");

    /**
     * The largest value of each key, in the order of {@link #KEYS}: a bound on what a hostile file can make us
     * allocate.
     */
    private static final int[] LARGEST = {4_000_000, 65_536, 65_536, 65_536, 1_000_000, 65_536, 1_000, 4_096, 1_000_000
    };

    /**
     * {@return BERT-base size, as in the papers}
     *
     * @param vocabulary number of tokens
     */
    public static DiffuSeqSizes base(int vocabulary) {
        return new DiffuSeqSizes(vocabulary, 128, 128, 128, 512, 768, 12, 12, 3072);
    }

    /**
     * {@return the same network for sequences of another length, up to {@link #positions}}
     *
     * @param other the new length
     */
    public DiffuSeqSizes withLength(int other) {
        return new DiffuSeqSizes(vocabulary, width, timeWidth, other, positions, hidden, layers, heads, feedForward);
    }

    /** {@return all parameters of the network, with the names of the official checkpoints} */
    public List<ParameterSpec> parameters() {
        int time = 4 * timeWidth;
        List<ParameterSpec> all = new ArrayList<>();
        all.add(new ParameterSpec(DiffuSeqTransformer.EMBEDDING, Shape.of(vocabulary, width), new Init.Normal(1)));
        all.add(new ParameterSpec(
                DiffuSeqTransformer.LOGITS_BIAS, Shape.of(vocabulary), new Init.Uniform(1 / Math.sqrt(width))));
        all.addAll(Layers.linearSpec("time_embed.0", timeWidth, time));
        all.addAll(Layers.linearSpec("time_embed.2", time, hidden));
        all.addAll(Layers.linearSpec("input_up_proj.0", width, hidden));
        all.addAll(Layers.linearSpec("input_up_proj.2", hidden, hidden));
        all.add(new ParameterSpec(DiffuSeqTransformer.POSITIONS, Shape.of(positions, hidden), new Init.Normal(1)));
        all.addAll(Layers.layerNormSpec("LayerNorm", hidden));
        for (int i = 0; i < layers; i++) {
            all.addAll(BertLayer.spec("input_transformers.layer." + i, hidden, feedForward));
        }
        all.addAll(Layers.linearSpec("output_down_proj.0", hidden, hidden));
        all.addAll(Layers.linearSpec("output_down_proj.2", hidden, width));
        return all;
    }

    /** {@return the sizes as JSON values, with Hugging Face's names where there are any} */
    public Map<String, Object> toMap() {
        int[] values = {vocabulary, width, timeWidth, length, positions, hidden, layers, heads, feedForward};
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            map.put(KEYS.get(i), values[i]);
        }
        return map;
    }

    /**
     * {@return the inverse of {@link #toMap}}
     *
     * @param map what a JSON file holds
     * @throws UserException with every key that is missing, unknown or out of range
     */
    public static DiffuSeqSizes fromMap(Map<String, Object> map) {
        List<Problem> problems = new ArrayList<>();
        int[] v = new int[KEYS.size()];
        for (int i = 0; i < v.length; i++) {
            v[i] = integer(map, KEYS.get(i), LARGEST[i], problems);
        }
        map.keySet().stream()
                .filter(key -> !KEYS.contains(key))
                .forEach(key -> problems.add(problem(key, "no such key", map.get(key))));
        if (problems.isEmpty()) {
            DiffuSeqSizes sizes = new DiffuSeqSizes(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]);
            sizes.check(problems);
            if (problems.isEmpty()) {
                return sizes;
            }
        }
        throw new UserException(problems);
    }

    /** A key's number from 1 to {@code largest}; 0 if it is wrong, which is noted. */
    static int integer(Map<String, Object> map, String key, int largest, List<Problem> problems) {
        if (map.get(key) instanceof Integer n && n > 0 && n <= largest) {
            return n;
        }
        problems.add(problem(key, "an integer from 1 to " + largest, map.get(key)));
        return 0;
    }

    private void check(List<Problem> problems) {
        if (hidden % heads != 0) {
            problems.add(problem("num_attention_heads", "a divisor of hidden_size " + hidden, heads));
        }
        if (timeWidth % 2 != 0) {
            problems.add(problem("time_embedding_size", "an even number", timeWidth));
        }
        if (length < DiffuSeqLayout.SHORTEST) {
            problems.add(problem("sequence_length", "at least " + DiffuSeqLayout.SHORTEST, length));
        }
        if (positions < length) {
            problems.add(problem("max_position_embeddings", "at least sequence_length " + length, positions));
        }
    }

    static Problem problem(String key, String expected, Object found) {
        return new Problem(
                ErrorId.CONFIG_1,
                "key " + key,
                expected,
                found == null ? "nothing" : String.valueOf(found),
                "Correct the key.");
    }
}
