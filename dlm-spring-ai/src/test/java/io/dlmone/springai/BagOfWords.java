package io.dlmone.springai;

import java.util.List;
import java.util.stream.IntStream;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/** Embeds a text by its words: two texts are as near as they have words in common. */
final class BagOfWords implements EmbeddingModel {

    private static final int WIDTH = 4096;

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        List<String> texts = request.getInstructions();
        return new EmbeddingResponse(IntStream.range(0, texts.size())
                .mapToObj(i -> new Embedding(vector(texts.get(i)), i))
                .toList());
    }

    @Override
    public float[] embed(Document document) {
        return vector(String.valueOf(document.getText()));
    }

    @Override
    public int dimensions() {
        return WIDTH;
    }

    private static float[] vector(String text) {
        float[] vector = new float[WIDTH];
        for (String word : text.split(" ")) {
            vector[Math.floorMod(word.hashCode(), WIDTH)] = 1;
        }
        return vector;
    }
}
