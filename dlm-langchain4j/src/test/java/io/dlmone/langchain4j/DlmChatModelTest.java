package io.dlmone.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import io.dlmone.error.UserException;
import io.dlmone.student.TextGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DlmChatModelTest {

    private static final String QUESTION = "can my parrot travel with me by taxi ?";
    private static final TextGenerator GENERATOR = TextGenerator.builder("builtin:paraphrase-student")
            .backend("onnx")
            .threads(1)
            .open();

    private final DlmChatModel model =
            DlmChatModel.builder().generator(GENERATOR).build();
    private final String answer = GENERATOR.generate(List.of(QUESTION)).get(0);

    @AfterAll
    static void close() {
        GENERATOR.close();
    }

    interface Paraphrases {
        String of(String text);
    }

    interface WithInstructions {
        @dev.langchain4j.service.SystemMessage("You are a pirate.")
        String of(String text);
    }

    record Answer(String text, int score) {}

    interface Structured {
        Answer of(String text);
    }

    /** Something to be called by a model. */
    static final class Clock {
        @Tool
        String time() {
            return "noon";
        }
    }

    @Test
    void saysAMessageInOtherWordsTheSameEveryTime() {
        assertThat(model.chat(QUESTION)).isEqualTo(answer).isNotBlank().isNotEqualTo(QUESTION);
        assertThat(model.chat(QUESTION)).isEqualTo(answer);
        assertThat(model.chat("Can my parrot travel with me by taxi?")).isEqualTo(answer);
        ChatResponse response = model.chat(UserMessage.from(QUESTION));
        assertThat(response.aiMessage().text()).isEqualTo(answer);
        assertThat(response.modelName()).isEqualTo("dlm-one");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void anAiServiceUsesIt() {
        assertThat(AiServices.create(Paraphrases.class, model).of(QUESTION)).isEqualTo(answer);
    }

    @Test
    void anAiServiceWithInstructionsToolsOrAnEarlierTurnIsRefused() {
        refuses(AiServices.create(WithInstructions.class, model)::of, "a message of type system");
        refuses(
                AiServices.builder(Paraphrases.class)
                        .chatModel(model)
                        .tools(new Clock())
                        .build()::of,
                "tools");
        Paraphrases remembers = AiServices.builder(Paraphrases.class)
                .chatModel(model)
                .chatMemory(MessageWindowChatMemory.withMaxMessages(10))
                .build();
        assertThat(remembers.of(QUESTION)).isEqualTo(answer);
        refuses(remembers::of, "a message of type ai, a conversation of 3 messages");
    }

    private static void refuses(Consumer<String> service, String what) {
        assertThatThrownBy(() -> service.accept(QUESTION))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("it cannot take " + what + ". Send one user message");
    }

    @Test
    void instructionsInTheTextAreWordsThatTheStudentDoesNotKnow() {
        assertThatThrownBy(() -> AiServices.create(Structured.class, model).of(QUESTION))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-TEXT-3");
    }

    @Test
    void everythingThatItCannotDoIsNamedAtOnce() {
        List<ChatMessage> messages = List.of(
                SystemMessage.from("be brief"),
                UserMessage.from(TextContent.from(QUESTION), ImageContent.from("http://localhost/a.png")),
                AiMessage.from("yes"),
                UserMessage.from("why ?"));
        ChatRequestParameters parameters = ChatRequestParameters.builder()
                .modelName("gpt")
                .temperature(0.5)
                .topP(0.5)
                .topK(3)
                .frequencyPenalty(0.5)
                .presencePenalty(0.5)
                .maxOutputTokens(9)
                .stopSequences("x")
                .build();
        assertThatThrownBy(() -> model.chat(ChatRequest.builder()
                        .messages(messages)
                        .parameters(parameters)
                        .build()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("A one-step student says one text in other words; it cannot take a message of type system,"
                        + " content of type image, a message of type ai, a conversation of 4 messages, model 'gpt',"
                        + " temperature, topP, topK, frequencyPenalty, presencePenalty, maxOutputTokens, stopSequences."
                        + " Send one user message with the text alone.");
    }

    @Test
    void theModelMayBeAskedForByItsName() {
        DlmChatModel named =
                DlmChatModel.builder().generator(GENERATOR).modelName("parrot").build();
        ChatResponse response = named.chat(ChatRequest.builder()
                .messages(UserMessage.from(QUESTION))
                .modelName("parrot")
                .build());
        assertThat(response.modelName()).isEqualTo("parrot");
        assertThat(named.defaultRequestParameters().modelName()).isEqualTo("parrot");
    }

    @Test
    void listenersAreTold() {
        List<String> told = new ArrayList<>();
        DlmChatModel heard = DlmChatModel.builder()
                .generator(GENERATOR)
                .listeners(List.of(new ChatModelListener() {
                    @Override
                    public void onResponse(ChatModelResponseContext context) {
                        told.add(context.chatResponse().aiMessage().text());
                    }

                    @Override
                    public void onError(ChatModelErrorContext context) {
                        told.add(context.error().getClass().getSimpleName());
                    }
                }))
                .build();
        heard.chat(QUESTION);
        assertThatThrownBy(() -> heard.chat("transmogrify !")).isInstanceOf(UserException.class);
        assertThat(told).containsExactly(answer, "UserException");
    }

    @Test
    void aBuilderNeedsAGenerator() {
        assertThatNullPointerException()
                .isThrownBy(() -> DlmChatModel.builder().build())
                .withMessageContaining("generator");
    }
}
