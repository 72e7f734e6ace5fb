package org.example.flow;

import io.dlmone.diffuseq.DiffuSeqLayout;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.model.Denoiser;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.BertLayer;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Layers;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.ParameterSpec.Init;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.Shape;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sizes of the network.
 *
 * @param vocabulary number of tokens
 * @param width of an embedding
 * @param hidden width of the block, even
 * @param length positions of a sequence
 * @param steps times of the path
 */
record FlowModel(int vocabulary, int width, int hidden, int length, int steps) implements TeacherModel {

    static final String EMBEDDING = "embedding.weight";

    private static final List<String> KEYS =
            List.of("vocab_size", "embedding_size", "hidden_size", "sequence_length", "diffusion_steps");
    private static final int LARGEST = 1_000_000;
    private static final int SHORTEST = 8;

    /** The inverse of {@link #config}. */
    static FlowModel of(Map<String, Object> config) {
        List<Problem> problems = new ArrayList<>();
        int[] v = KEYS.stream()
                .mapToInt(key -> number(key, config.get(key), problems))
                .toArray();
        config.keySet().stream()
                .filter(key -> !KEYS.contains(key))
                .forEach(key -> problems.add(problem(key, "no such key", config.get(key))));
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return new FlowModel(v[0], v[1], v[2], v[3], v[4]);
    }

    private static int number(String key, Object value, List<Problem> problems) {
        int least = key.equals("sequence_length") ? SHORTEST : 2;
        boolean even = !key.equals("hidden_size") || value instanceof Integer n && n % 2 == 0;
        if (value instanceof Integer n && n >= least && n <= LARGEST && even) {
            return n;
        }
        problems.add(
                problem(key, "a number from " + least + " to " + LARGEST + ", for hidden_size an even one", value));
        return 0;
    }

    private static Problem problem(String key, String expected, Object found) {
        return new Problem("EXAMPLE-FLOW-1", "key " + key, expected, String.valueOf(found), "Correct the key.");
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> map = new LinkedHashMap<>();
        int[] values = {vocabulary, width, hidden, length, steps};
        for (int i = 0; i < values.length; i++) {
            map.put(KEYS.get(i), values[i]);
        }
        return map;
    }

    @Override
    public String family() {
        return FlowFamily.NAME;
    }

    @Override
    public NoiseSchedule schedule() {
        return new StraightPaths().create(steps);
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> all = new ArrayList<>();
        all.add(new ParameterSpec(EMBEDDING, Shape.of(vocabulary, width), new Init.Normal(1)));
        all.add(new ParameterSpec("positions", Shape.of(length, hidden), new Init.Normal(1)));
        all.addAll(Layers.linearSpec("time", hidden, hidden));
        all.addAll(Layers.linearSpec("up", width, hidden));
        all.addAll(BertLayer.spec("block", hidden, 4 * hidden));
        all.addAll(Layers.linearSpec("down", hidden, width));
        return all;
    }

    @Override
    public List<String> embeddingParameters() {
        return List.of(EMBEDDING);
    }

    @Override
    public Denoiser bind(Weights weights, Dropout dropout) {
        return new FlowNetwork(this, weights, dropout);
    }

    @Override
    public SequenceLayout layout(Tokenizer tokenizer) {
        return new DiffuSeqLayout(tokenizer, length);
    }
}
