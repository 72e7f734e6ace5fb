package io.dlmone.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dlmone.paraphrase.ParaphraseTask;
import io.dlmone.student.TextGenerator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.document.Document;
import org.springframework.ai.rag.Query;
import org.springframework.ai.rag.advisor.RetrievalAugmentationAdvisor;
import org.springframework.ai.rag.retrieval.search.DocumentRetriever;
import org.springframework.ai.rag.retrieval.search.VectorStoreDocumentRetriever;
import org.springframework.ai.vectorstore.SimpleVectorStore;

class DlmQueryExpanderTest {

    private static final String QUESTION = "can i give rice to my goat ?";
    private static final TextGenerator GENERATOR = TextGenerator.builder("builtin:paraphrase-student")
            .backend("onnx")
            .threads(1)
            .open();

    private final DlmQueryExpander expander =
            DlmQueryExpander.builder().generator(GENERATOR).build();

    @AfterAll
    static void close() {
        GENERATOR.close();
    }

    @Test
    void theQuestionComesFirstAndThenParaphrasesOfIt() {
        Query query = new Query(QUESTION);
        List<Query> queries = expander.expand(query);
        assertThat(queries).hasSizeBetween(3, 5).doesNotHaveDuplicates();
        assertThat(queries.get(0)).isSameAs(query);
        ParaphraseTask task = ParaphraseTask.builtin();
        assertThat(queries.subList(1, queries.size())).allSatisfy(q -> assertThat(task.isParaphrase(QUESTION, q.text()))
                .as(q.text())
                .isTrue());
        assertThat(expander.expand(query)).isEqualTo(queries);
    }

    @Test
    void thereAreAtMostAsManyAsIsSaid() {
        DlmQueryExpander one = DlmQueryExpander.builder()
                .generator(GENERATOR)
                .numberOfQueries(1)
                .build();
        assertThat(one.expand(new Query(QUESTION))).hasSize(2);
    }

    @Test
    void everyParaphraseHasTheHistoryAndContextOfTheQuestion() {
        Query query = Query.builder()
                .text(QUESTION)
                .history(new UserMessage("hello"), new AssistantMessage("how can i help ?"))
                .context(Map.of("tenant", "zoo"))
                .build();
        assertThat(expander.expand(query)).hasSizeGreaterThan(1).allSatisfy(q -> {
            assertThat(q.history()).isEqualTo(query.history());
            assertThat(q.context()).isEqualTo(query.context());
        });
    }

    @Test
    void aQuestionThatTheStudentCannotReadIsNotExpanded() {
        Query query = new Query("how does one repair a transmogrifier ?");
        assertThat(expander.expand(query)).containsExactly(query);
    }

    @Test
    void aBuilderNeedsAGeneratorAndAtLeastOneParaphrase() {
        DlmQueryExpander.Builder builder = DlmQueryExpander.builder();
        assertThatNullPointerException().isThrownBy(builder::build).withMessageContaining("generator");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.numberOfQueries(0))
                .withMessageContaining("got 0");
    }

    @Test
    void theAdvisorRetrievesWithEveryParaphrase() {
        SimpleVectorStore store = SimpleVectorStore.builder(new BagOfWords()).build();
        store.add(Stream.of(
                        "could rice be harmful for my goat ?",
                        "is rice cheap in london ?",
                        "where can i buy a goat ?",
                        "who can teach my mother chess ?")
                .map(Document::new)
                .toList());
        DocumentRetriever retriever = VectorStoreDocumentRetriever.builder()
                .vectorStore(store)
                .topK(2)
                .build();
        List<Query> asked = Collections.synchronizedList(new ArrayList<>());
        RetrievalAugmentationAdvisor advisor = RetrievalAugmentationAdvisor.builder()
                .queryExpander(expander)
                .documentRetriever(query -> {
                    asked.add(query);
                    return retriever.retrieve(query);
                })
                .build();
        List<String> prompts = new ArrayList<>();
        ChatModel assistant = prompt -> {
            prompts.add(prompt.getContents());
            return new ChatResponse(List.of(new Generation(new AssistantMessage("no"))));
        };
        String answer = ChatClient.create(assistant)
                .prompt(QUESTION)
                .advisors(advisor)
                .call()
                .content();
        assertThat(answer).isEqualTo("no");
        assertThat(asked)
                .extracting(Query::text)
                .containsExactlyInAnyOrderElementsOf(expander.expand(new Query(QUESTION)).stream()
                        .map(Query::text)
                        .toList());
        assertThat(prompts).singleElement().asString().contains(QUESTION, "could rice be harmful for my goat ?");
    }

    @Test
    void manyThreadsGetTheSame() {
        List<String> questions = List.of(QUESTION, "who can teach my mother chess ?", "where can my son learn yoga ?");
        List<List<Query>> alone =
                questions.stream().map(q -> expander.expand(new Query(q))).toList();
        List<List<Query>> together = IntStream.range(0, 48)
                .parallel()
                .mapToObj(i -> expander.expand(new Query(questions.get(i % 3))))
                .toList();
        for (int i = 0; i < together.size(); i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i % 3));
        }
    }
}
