package io.dlmone.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.error.UserException;
import io.dlmone.student.TextGenerator;
import java.net.URI;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.util.MimeTypeUtils;

class DlmChatModelTest {

    private static final String QUESTION = "can my parrot travel with me by taxi ?";
    private static final TextGenerator GENERATOR = TextGenerator.builder("builtin:paraphrase-student")
            .backend("onnx")
            .threads(1)
            .open();

    private final DlmChatModel model =
            DlmChatModel.builder().generator(GENERATOR).build();
    private final ChatClient client = ChatClient.create(model);
    private final String answer = GENERATOR.generate(List.of(QUESTION)).get(0);

    @AfterAll
    static void close() {
        GENERATOR.close();
    }

    record Answer(String text, int score) {}

    /** Something to be called by a model. */
    static final class Clock {
        @Tool
        String time() {
            return "noon";
        }
    }

    @Test
    void saysAMessageInOtherWordsTheSameEveryTime() {
        assertThat(model.call(QUESTION)).isEqualTo(answer).isNotBlank().isNotEqualTo(QUESTION);
        assertThat(model.call("Can my parrot travel with me by taxi?")).isEqualTo(answer);
        ChatResponse response = model.call(new Prompt(QUESTION));
        assertThat(response.getResults()).hasSize(1);
        assertThat(response.getResult().getOutput().getText()).isEqualTo(answer);
        assertThat(response.getResult().getMetadata().getFinishReason()).isEqualTo("STOP");
        assertThat(response.getMetadata().getModel()).isEqualTo("dlm-one");
    }

    @Test
    void aChatClientUsesItAtOnceAndAsAStream() {
        assertThat(client.prompt(QUESTION).call().content()).isEqualTo(answer);
        assertThat(client.prompt(QUESTION).stream().content().collectList().block())
                .containsExactly(answer);
    }

    @Test
    void aChatClientWithInstructionsToolsOrAnEarlierTurnIsRefused() {
        refuses(() -> client.prompt(QUESTION).system("You are a pirate.").call().content(), "a message of type system");
        refuses(() -> client.prompt(QUESTION).tools(new Clock()).call().content(), "tools");
        refuses(
                () -> client.prompt()
                        .messages(new UserMessage("hello ?"), new AssistantMessage("yes"))
                        .user(QUESTION)
                        .call()
                        .content(),
                "a message of type assistant, a conversation of 3 messages");
        refuses(
                () -> client.prompt(QUESTION).system("Brief.").stream()
                        .content()
                        .blockLast(),
                "a message of type system");
    }

    private static void refuses(ThrowingCallable call, String what) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it cannot take " + what + ". Send one user message");
    }

    @Test
    void instructionsInTheTextAreWordsThatTheStudentDoesNotKnow() {
        assertThatThrownBy(() -> client.prompt(QUESTION).call().entity(Answer.class))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-TEXT-3");
    }

    @Test
    void everythingThatItCannotDoIsNamedAtOnce() {
        Media image = new Media(MimeTypeUtils.IMAGE_PNG, URI.create("http://localhost/a.png"));
        Prompt prompt = new Prompt(
                List.of(
                        new SystemMessage("be brief"),
                        UserMessage.builder().text(QUESTION).media(image).build(),
                        new AssistantMessage("yes"),
                        new UserMessage("why ?")),
                ChatOptions.builder()
                        .model("gpt")
                        .temperature(0.5)
                        .topP(0.5)
                        .topK(3)
                        .frequencyPenalty(0.5)
                        .presencePenalty(0.5)
                        .maxTokens(9)
                        .stopSequences(List.of("x"))
                        .build());
        assertThatThrownBy(() -> model.call(prompt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A one-step student says one text in other words; it cannot take a message of type system,"
                        + " media of type image/png, a message of type assistant, a conversation of 4 messages,"
                        + " model 'gpt', temperature, topP, topK, frequencyPenalty, presencePenalty, maxTokens,"
                        + " stopSequences. Send one user message with the text alone.");
    }

    @Test
    void theModelMayBeAskedForByItsName() {
        DlmChatModel named =
                DlmChatModel.builder().generator(GENERATOR).model("parrot").build();
        ChatResponse response = named.call(
                new Prompt(QUESTION, ChatOptions.builder().model("parrot").build()));
        assertThat(response.getMetadata().getModel()).isEqualTo("parrot");
        assertThat(ChatClient.create(named).prompt(QUESTION).call().content()).isEqualTo(answer);
    }

    @Test
    void aBuilderNeedsAGenerator() {
        assertThatNullPointerException()
                .isThrownBy(() -> DlmChatModel.builder().build())
                .withMessageContaining("generator");
    }
}
