package io.dlmone.diffuseq;

import io.dlmone.Plugins;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sizes of a DiffuSeq network.
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
 * @param steps T of the noise schedule (official: 2000)
 * @param schedule name of the noise schedule (official: sqrt)
 */
public record DiffuSeqConfig(
        int vocabulary,
        int width,
        int timeWidth,
        int length,
        int positions,
        int hidden,
        int layers,
        int heads,
        int feedForward,
        int steps,
        String schedule) {

    private static final List<String> KEYS = List.of(
            "vocab_size",
            "embedding_size",
            "time_embedding_size",
            "sequence_length",
            "max_position_embeddings",
            "hidden_size",
            "num_hidden_layers",
            "num_attention_heads",
            "intermediate_size",
            "diffusion_steps");

    /**
     * The largest value of each key, in the order of {@link #KEYS}: a bound on what a hostile file can make us
     * allocate.
     */
    private static final int[] LARGEST = {
        4_000_000, 65_536, 65_536, 65_536, 1_000_000, 65_536, 1_000, 4_096, 1_000_000, 1_000_000
    };

    private static final String SCHEDULE = "noise_schedule";

    /**
     * A network with the official schedule, sqrt.
     *
     * @param vocabulary number of tokens
     * @param width of an embedding, even
     * @param timeWidth of the embedding of times, even
     * @param length positions of a sequence
     * @param positions of the table of positions, at least {@code length}
     * @param hidden width of the transformer
     * @param layers its blocks
     * @param heads of attention, which divide {@code hidden}
     * @param feedForward width of the feed-forward part
     * @param steps T, times of the noise schedule
     */
    public DiffuSeqConfig(
            int vocabulary,
            int width,
            int timeWidth,
            int length,
            int positions,
            int hidden,
            int layers,
            int heads,
            int feedForward,
            int steps) {
        this(vocabulary, width, timeWidth, length, positions, hidden, layers, heads, feedForward, steps, "sqrt");
    }

    /**
     * {@return the same network for sequences of another length, up to {@link #positions}}
     *
     * @param other the new length
     */
    public DiffuSeqConfig withLength(int other) {
        return new DiffuSeqConfig(
                vocabulary, width, timeWidth, other, positions, hidden, layers, heads, feedForward, steps, schedule);
    }

    /**
     * {@return BERT-base size, as in the paper}
     *
     * @param vocabulary number of tokens
     */
    public static DiffuSeqConfig base(int vocabulary) {
        return new DiffuSeqConfig(vocabulary, 128, 128, 128, 512, 768, 12, 12, 3072, 2000);
    }

    /** {@return the configuration as JSON values, with Hugging Face's names where there are any} */
    public Map<String, Object> toMap() {
        int[] values = {vocabulary, width, timeWidth, length, positions, hidden, layers, heads, feedForward, steps};
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            map.put(KEYS.get(i), values[i]);
        }
        map.put(SCHEDULE, schedule);
        return map;
    }

    /**
     * {@return the inverse of {@link #toMap}; reports every key that is missing, unknown or out of range}
     *
     * @param map what a JSON file holds
     */
    public static DiffuSeqConfig fromMap(Map<String, Object> map) {
        List<Problem> problems = new ArrayList<>();
        int[] v = new int[KEYS.size()];
        for (int i = 0; i < v.length; i++) {
            Object o = map.get(KEYS.get(i));
            if (o instanceof Integer n && n > 0 && n <= LARGEST[i]) {
                v[i] = n;
            } else {
                problems.add(problem(KEYS.get(i), "an integer from 1 to " + LARGEST[i], o));
            }
        }
        String schedule = String.valueOf(map.get(SCHEDULE));
        try {
            Plugins.schedule(schedule);
        } catch (UserException e) {
            problems.addAll(e.problems());
        }
        for (String key : map.keySet()) {
            if (!KEYS.contains(key) && !key.equals(SCHEDULE)) {
                problems.add(problem(key, "no such key", map.get(key)));
            }
        }
        if (problems.isEmpty()) {
            DiffuSeqConfig c = new DiffuSeqConfig(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], schedule);
            c.check(problems);
            if (problems.isEmpty()) {
                return c;
            }
        }
        throw new UserException(problems);
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
        if (steps < 2) {
            problems.add(problem("diffusion_steps", "at least 2", steps));
        }
    }

    private static Problem problem(String key, String expected, Object found) {
        return new Problem(
                ErrorId.CONFIG_1,
                "key " + key,
                expected,
                found == null ? "nothing" : String.valueOf(found),
                "Correct the key.");
    }
}
