package io.dlmone.examples.rag;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import io.dlmone.springai.DlmQueryExpander;
import io.dlmone.student.TextGenerator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.rag.advisor.RetrievalAugmentationAdvisor;
import org.springframework.ai.rag.retrieval.search.VectorStoreDocumentRetriever;
import org.springframework.ai.vectorstore.SimpleVectorStore;

/**
 * Answers a question with Spring AI: the student asks it in other words as well, a vector store finds sentences for
 * each wording, and the prompt has all of them. In place of a large language model, which this program has none of,
 * stands one that gives back the prompt.
 */
public final class SpringRetrieval {

    private static final List<String> SENTENCES = List.of(
            "rice is safe for goats if they get little of it",
            "parrots may travel by taxi in a cage",
            "the library by the harbour lends books about volcanoes",
            "tomatoes grow well in athens",
            "the museum gives drawing lessons to children",
            "red wine stains come out with salt");

    private SpringRetrieval() {}

    /**
     * Prints the prompt for a question.
     *
     * @param args the question, or nothing
     */
    public static void main(String[] args) {
        String question = args.length == 0 ? "Can my parrot travel with me by taxi?" : String.join(" ", args);
        SimpleVectorStore store = SimpleVectorStore.builder(new MiniLm()).build();
        store.add(SENTENCES.stream().map(Document::new).toList());
        ChatModel echo =
                prompt -> new ChatResponse(List.of(new Generation(new AssistantMessage(prompt.getContents()))));
        try (TextGenerator generator = TextGenerator.open("builtin:paraphrase-student")) {
            RetrievalAugmentationAdvisor retrieval = RetrievalAugmentationAdvisor.builder()
                    .queryExpander(
                            DlmQueryExpander.builder().generator(generator).build())
                    .documentRetriever(VectorStoreDocumentRetriever.builder()
                            .vectorStore(store)
                            .topK(1)
                            .build())
                    .build();
            System.out.println(ChatClient.create(echo)
                    .prompt(question)
                    .advisors(retrieval)
                    .call()
                    .content());
        }
    }

    /** The embeddings that come with LangChain4j, whose jar has the model in it. */
    private static final class MiniLm implements EmbeddingModel {

        private final AllMiniLmL6V2QuantizedEmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel();

        @Override
        public EmbeddingResponse call(EmbeddingRequest request) {
            List<float[]> vectors = vectors(request.getInstructions().stream());
            return new EmbeddingResponse(IntStream.range(0, vectors.size())
                    .mapToObj(i -> new Embedding(vectors.get(i), i))
                    .toList());
        }

        @Override
        public float[] embed(Document document) {
            return vectors(Stream.ofNullable(document.getText())).get(0);
        }

        private List<float[]> vectors(Stream<String> texts) {
            return model.embedAll(texts.map(TextSegment::from).toList()).content().stream()
                    .map(dev.langchain4j.data.embedding.Embedding::vector)
                    .toList();
        }
    }
}
