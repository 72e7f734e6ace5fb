package io.dlmone.bertscore;

import io.dlmone.backend.onnx.OnnxModelFile;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.eval.BertScore;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.Tokenizers;
import io.dlmone.tokenizer.VocabularyFile;
import io.dlmone.unicode.WhiteSpace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A BERT-like encoder exported to ONNX, for {@link BertScore}: takes {@code input_ids} and, if it wants them,
 * {@code attention_mask} and {@code token_type_ids}, all INT64 {@code [1, tokens]}; gives embeddings {@code [1, tokens,
 * width]} as {@code last_hidden_state} or as its only output. Closing frees it. Not thread-safe.
 */
public final class OnnxSentenceEncoder implements BertScore.Encoder, AutoCloseable {

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final String EMBEDDINGS = "last_hidden_state";
    private static final int LONGEST = 512;

    private final Path file;
    private final Tokenizer tokenizer;
    private final OnnxModelFile model;

    private OnnxSentenceEncoder(Path file, Tokenizer tokenizer, OnnxModelFile model) {
        this.file = file;
        this.tokenizer = tokenizer;
        this.model = model;
    }

    /**
     * Opens a model.
     *
     * @param location an ONNX file with its {@code vocab.txt} beside it, or a directory that holds {@code model.onnx}
     *     and {@code vocab.txt}
     * @param threads for one run, at least 1
     * @return the encoder, which the caller closes
     * @throws UserException if they cannot be used
     */
    public static OnnxSentenceEncoder open(Path location, int threads) {
        Path file = Files.isDirectory(location) ? location.resolve("model.onnx") : location;
        Vocabulary vocabulary = VocabularyFile.read(file.resolveSibling("vocab.txt"));
        OnnxModelFile model = OnnxModelFile.open(file, threads);
        if (!model.inputs().contains(IDS) || !Set.of(IDS, MASK, TYPES).containsAll(model.inputs())) {
            String found = "inputs " + model.inputs();
            model.close();
            throw unfit(file, "an encoder of " + IDS + ", " + MASK + " and " + TYPES, found);
        }
        return new OnnxSentenceEncoder(file, Tokenizers.named("wordpiece", vocabulary), model);
    }

    @Override
    public float[][] encode(String sentence) {
        int[] words = tokenizer.encode(WhiteSpace.strip(sentence));
        int n = Math.min(words.length, LONGEST - 2);
        long[] ids = new long[n + 2];
        ids[0] = tokenizer.vocabulary().id(Vocabulary.START);
        for (int i = 0; i < n; i++) {
            ids[i + 1] = words[i];
        }
        ids[n + 1] = tokenizer.vocabulary().id(Vocabulary.SEPARATOR);
        Shape shape = Shape.of(1, ids.length);
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        Map<String, Tensor> inputs = new HashMap<>(Map.of(
                IDS,
                Tensor.of(shape, ids),
                MASK,
                Tensor.of(shape, ones),
                TYPES,
                Tensor.of(shape, new long[ids.length])));
        inputs.keySet().retainAll(model.inputs());
        return rows(embeddings(model.run(inputs)), ids.length);
    }

    private static Tensor embeddings(Map<String, Tensor> outputs) {
        List<Tensor> all = List.copyOf(outputs.values());
        return outputs.getOrDefault(EMBEDDINGS, all.size() == 1 ? all.get(0) : null);
    }

    private float[][] rows(Tensor embeddings, int tokens) {
        if (embeddings == null
                || embeddings.shape().rank() != 3
                || embeddings.shape().dim(1) != tokens) {
            String found = embeddings == null ? "no such output" : "shape " + embeddings.shape();
            throw unfit(file, "embeddings [1, tokens, width] as " + EMBEDDINGS + " or as the only output", found);
        }
        int width = embeddings.shape().dim(2);
        float[][] rows = new float[tokens][];
        for (int i = 0; i < tokens; i++) {
            rows[i] = Arrays.copyOfRange(embeddings.floats(), i * width, (i + 1) * width);
        }
        return rows;
    }

    private static UserException unfit(Path file, String expected, String found) {
        return new UserException(new Problem(
                ErrorId.BERTSCORE_1, file.toString(), expected, found, "Export the encoder's last hidden state."));
    }

    @Override
    public void close() {
        model.close();
    }
}
