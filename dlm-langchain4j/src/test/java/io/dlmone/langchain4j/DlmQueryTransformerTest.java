package io.dlmone.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.AugmentationRequest;
import dev.langchain4j.rag.DefaultRetrievalAugmentor;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Metadata;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import io.dlmone.paraphrase.ParaphraseTask;
import io.dlmone.student.TextGenerator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DlmQueryTransformerTest {

    private static final String QUESTION = "can i give rice to my goat ?";
    private static final TextGenerator GENERATOR = TextGenerator.builder("builtin:paraphrase-student")
            .backend("onnx")
            .threads(1)
            .open();

    private final DlmQueryTransformer transformer =
            DlmQueryTransformer.builder().generator(GENERATOR).build();

    @AfterAll
    static void close() {
        GENERATOR.close();
    }

    @Test
    void theQuestionComesFirstAndThenParaphrasesOfIt() {
        Query query = Query.from(QUESTION);
        List<Query> queries = List.copyOf(transformer.transform(query));
        assertThat(queries).hasSizeBetween(3, 5).doesNotHaveDuplicates();
        assertThat(queries.get(0)).isSameAs(query);
        ParaphraseTask task = ParaphraseTask.builtin();
        assertThat(queries.subList(1, queries.size())).allSatisfy(q -> assertThat(task.isParaphrase(QUESTION, q.text()))
                .as(q.text())
                .isTrue());
        assertThat(transformer.transform(query)).isEqualTo(queries);
    }

    @Test
    void thereAreAtMostAsManyAsIsSaid() {
        DlmQueryTransformer one =
                DlmQueryTransformer.builder().generator(GENERATOR).n(1).build();
        assertThat(one.transform(Query.from(QUESTION))).hasSize(2);
    }

    @Test
    void aQuestionAsPeopleWriteItIsExpandedAndKeepsItsForm() {
        List<Query> queries = List.copyOf(transformer.transform(Query.from("Can I give rice to my goat?")));
        assertThat(queries).hasSizeGreaterThan(1);
        assertThat(queries.get(0).text()).isEqualTo("Can I give rice to my goat?");
        assertThat(queries).extracting(Query::text).doesNotContain(QUESTION);
    }

    @Test
    void everyParaphraseHasTheMetadataOfTheQuestion() {
        Metadata metadata = Metadata.from(UserMessage.from(QUESTION), "me", List.of());
        assertThat(transformer.transform(Query.from(QUESTION, metadata)))
                .hasSizeGreaterThan(1)
                .allSatisfy(q -> assertThat(q.metadata()).isSameAs(metadata));
    }

    @Test
    void aQuestionThatTheStudentCannotReadIsNotExpanded() {
        Query query = Query.from("how does one repair a transmogrifier ?");
        assertThat(transformer.transform(query)).containsExactly(query);
    }

    @Test
    void aBuilderNeedsAGeneratorAndAtLeastOneParaphrase() {
        DlmQueryTransformer.Builder builder = DlmQueryTransformer.builder();
        assertThatNullPointerException().isThrownBy(builder::build).withMessageContaining("generator");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.n(0)).withMessageContaining("got 0");
    }

    @Test
    void theAugmentorRetrievesWithEveryParaphrase() {
        EmbeddingModel embeddings = new BagOfWords();
        InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
        for (String sentence : List.of(
                "could rice be harmful for my goat ?",
                "is rice cheap in london ?",
                "where can i buy a goat ?",
                "who can teach my mother chess ?")) {
            store.add(embeddings.embed(sentence).content(), TextSegment.from(sentence));
        }
        ContentRetriever retriever = EmbeddingStoreContentRetriever.builder()
                .embeddingStore(store)
                .embeddingModel(embeddings)
                .maxResults(2)
                .build();
        Collection<Query> asked = Collections.synchronizedList(new ArrayList<>());
        DefaultRetrievalAugmentor augmentor = DefaultRetrievalAugmentor.builder()
                .queryTransformer(transformer)
                .contentRetriever(query -> {
                    asked.add(query);
                    return retriever.retrieve(query);
                })
                .build();
        UserMessage message = UserMessage.from(QUESTION);
        var augmented = augmentor.augment(new AugmentationRequest(message, Metadata.from(message, "me", List.of())));
        assertThat(asked)
                .extracting(Query::text)
                .containsExactlyInAnyOrderElementsOf(transformer.transform(Query.from(QUESTION)).stream()
                        .map(Query::text)
                        .toList());
        assertThat(augmented.contents().get(0).textSegment().text()).isEqualTo("could rice be harmful for my goat ?");
        assertThat(((UserMessage) augmented.chatMessage()).singleText())
                .startsWith(QUESTION)
                .contains("could rice be harmful for my goat ?");
    }

    @Test
    void manyThreadsGetTheSame() {
        List<String> questions = List.of(QUESTION, "who can teach my mother chess ?", "where can my son learn yoga ?");
        List<Collection<Query>> alone = questions.stream()
                .map(q -> transformer.transform(Query.from(q)))
                .toList();
        List<Collection<Query>> together = IntStream.range(0, 48)
                .parallel()
                .mapToObj(i -> transformer.transform(Query.from(questions.get(i % 3))))
                .toList();
        for (int i = 0; i < together.size(); i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i % 3));
        }
    }
}
