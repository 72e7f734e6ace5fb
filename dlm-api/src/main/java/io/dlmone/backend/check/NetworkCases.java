package io.dlmone.backend.check;

import io.dlmone.graph.Gradients;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.nn.BertLayer;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Weights;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** A small network that predicts words: embeddings, two encoder blocks, logits, cross entropy. */
record NetworkCases(long seed) {

    private static final int BATCH = 3;
    private static final int LENGTH = 16;
    private static final int HIDDEN = 48;
    private static final int HEADS = 3;
    private static final int FEED_FORWARD = 157;
    private static final int WORDS = 513;
    private static final int BLOCKS = 2;

    Stream<CheckCase> all() {
        Shape words = Shape.of(BATCH * LENGTH);
        CounterRandom random = CounterRandom.of(seed, "network");
        Map<String, Tensor> inputs = Map.of(
                "words", Tensor.of(words, random.integers(0, words.size(), WORDS)),
                "labels", Tensor.of(words, random.integers(1, words.size(), WORDS)));
        List<ParameterSpec> specs = specs();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        specs.forEach(s -> weights.put(s.name(), s.initialValue(seed)));
        CheckCase forward =
                CheckCase.of(Kind.NETWORK, "network", inputs, weights, (x, w) -> Map.of("logits", logits(x, w)));
        CheckCase gradients =
                CheckCase.of(Kind.NETWORK_GRADIENTS, "network", inputs, weights, (x, w) -> gradients(x, w, specs));
        return Stream.of(forward, forward.withFrozenWeights(Kind.NETWORK), gradients);
    }

    private static List<ParameterSpec> specs() {
        List<ParameterSpec> specs = new ArrayList<>();
        specs.add(new ParameterSpec("words", Shape.of(WORDS, HIDDEN), new ParameterSpec.Init.Normal(1)));
        for (int i = 0; i < BLOCKS; i++) {
            specs.addAll(BertLayer.spec("block" + i, HIDDEN, FEED_FORWARD));
        }
        return specs;
    }

    private static Value logits(Function<String, Value> x, Weights w) {
        Value h = Ops.reshape(Ops.gather(w.get("words"), x.apply("words")), BATCH, LENGTH, HIDDEN);
        for (int i = 0; i < BLOCKS; i++) {
            h = BertLayer.apply(w.below("block" + i), h, HEADS, Dropout.NONE).output();
        }
        return Ops.matmul(Ops.reshape(h, BATCH * LENGTH, HIDDEN), Ops.transposeMatrix(w.get("words")));
    }

    private static Map<String, Value> gradients(Function<String, Value> x, Weights w, List<ParameterSpec> specs) {
        Value loss = Ops.mean(Ops.crossEntropy(logits(x, w), x.apply("labels")));
        List<String> names = specs.stream()
                .map(ParameterSpec::name)
                .filter(name -> !name.endsWith("key.bias")) // attention does not depend on it
                .toList();
        List<Value> gradients = Gradients.of(loss, names.stream().map(w::get).toList());
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put("loss", loss);
        for (int i = 0; i < names.size(); i++) {
            outputs.put(names.get(i), gradients.get(i));
        }
        return outputs;
    }
}
