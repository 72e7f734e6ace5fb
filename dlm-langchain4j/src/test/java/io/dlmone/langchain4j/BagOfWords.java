package io.dlmone.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;

/** Embeds a text by its words: two texts are as near as they have words in common. */
final class BagOfWords implements EmbeddingModel {

    private static final int WIDTH = 4096;

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        return Response.from(
                segments.stream().map(s -> embed(s.text().split(" "))).toList());
    }

    private static Embedding embed(String... words) {
        float[] vector = new float[WIDTH];
        for (String word : words) {
            vector[Math.floorMod(word.hashCode(), WIDTH)] = 1;
        }
        return Embedding.from(vector);
    }
}
