package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import io.dlmone.serve.Client.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenAI's own Java client, unchanged, against a server. */
@Timeout(180)
class OpenAiClientTest {

    private static GenerationServer server;
    private static Client plain;
    private static OpenAIClient openAi;

    @BeforeAll
    static void start() {
        server = Tiny.server().apiKey("s3cret").start();
        plain = new Client(server);
        openAi = client(server, "s3cret");
    }

    @AfterAll
    static void stop() {
        openAi.close();
        server.close();
    }

    private static OpenAIClient client(GenerationServer at, String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(at.uri() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static List<String> expected(String source, int samples, long seed) {
        Reply reply = ask(
                "/v1/generate",
                "{\"inputs\": \"" + source + "\", \"samples\": " + samples + ", \"seed\": " + seed + "}");
        return reply.texts();
    }

    @SuppressWarnings("deprecation") // seed, which OpenAI may drop one day
    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder()
                .model("tiny")
                .addSystemMessage("You paraphrase.")
                .addUserMessage("c")
                .addAssistantMessage("b")
                .addUserMessage("a b c")
                .temperature(0.7)
                .maxCompletionTokens(100)
                .seed(7);
    }

    @Test
    void chatCompletions() {
        ChatCompletion reply = openAi.chat().completions().create(chat().n(3).build());
        assertThat(reply.choices())
                .extracting(c -> c.message().content().orElseThrow())
                .isEqualTo(expected("a b c", 3, 7));
        assertThat(reply.choices()).extracting(ChatCompletion.Choice::index).containsExactly(0L, 1L, 2L);
        assertThat(reply.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(reply.model()).isEqualTo("tiny");
        assertThat(reply.usage().orElseThrow().promptTokens()).isEqualTo(3);
        assertThat(reply.usage().orElseThrow().totalTokens())
                .isEqualTo(3 + reply.usage().orElseThrow().completionTokens());
        reply.validate();
    }

    @Test
    void chatCompletionsAsAStream() {
        ChatCompletionCreateParams params = chat().n(2)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        List<String> texts = new ArrayList<>(List.of("", ""));
        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream =
                        openAi.chat().completions().createStreaming(params);
                Stream<ChatCompletionChunk> events = stream.stream()) {
            chunks = events.toList();
        }
        for (ChatCompletionChunk chunk : chunks) {
            chunk.validate();
            chunk.choices()
                    .forEach(c -> texts.set(
                            (int) c.index(),
                            texts.get((int) c.index()) + c.delta().content().orElse("")));
        }
        assertThat(texts).isEqualTo(expected("a b c", 2, 7));
        assertThat(chunks.stream().flatMap(c -> c.choices().stream()).filter(c -> c.finishReason()
                        .isPresent()))
                .hasSize(2);
        assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().promptTokens())
                .isEqualTo(3);
        assertThat(chunks.stream().map(ChatCompletionChunk::id).distinct()).hasSize(1);
    }

    @Test
    void completions() {
        Completion reply = openAi.completions()
                .create(CompletionCreateParams.builder()
                        .model("tiny")
                        .promptOfArrayOfStrings(List.of("a b c", "b"))
                        .n(2)
                        .seed(7)
                        .build());
        assertThat(reply.choices()).hasSize(4);
        assertThat(reply.choices().subList(0, 2)).extracting(c -> c.text()).isEqualTo(expected("a b c", 2, 7));
        reply.validate();
        try (StreamResponse<Completion> stream = openAi.completions()
                .createStreaming(CompletionCreateParams.builder()
                        .model("tiny")
                        .prompt("a b c")
                        .seed(7)
                        .build())) {
            assertThat(String.join(
                            "",
                            stream.stream()
                                    .flatMap(c -> c.choices().stream())
                                    .map(c -> c.text())
                                    .toList()))
                    .isEqualTo(expected("a b c", 1, 7).get(0));
        }
    }

    @Test
    void withoutASeedOneIsDrawnAndTold() {
        JsonNode reply = ask("/v1/completions", "{\"prompt\": \"a b c\"}").json();
        long seed = reply.get("seed").asLong();
        assertThat(reply.at("/choices/0/text").asText())
                .isEqualTo(expected("a b c", 1, seed).get(0));
        assertThat(Stream.generate(() -> ask("/v1/completions", "{\"prompt\": \"a\"}")
                                .json()
                                .get("seed")
                                .asLong())
                        .limit(4)
                        .distinct()
                        .count())
                .isGreaterThan(1);
    }

    @Test
    void models() {
        assertThat(openAi.models().list().data()).extracting(m -> m.id()).containsExactly("tiny");
        assertThat(openAi.models().retrieve("tiny").ownedBy()).isEqualTo("dlm");
    }

    @Test
    void errorsAreThoseThatTheClientKnows() {
        assertThatThrownBy(() -> client(server, "other").models().list()).isInstanceOf(UnauthorizedException.class);
        assertThatThrownBy(() ->
                        openAi.chat().completions().create(chat().model("gpt-4").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("DLM-MODEL-1");
        assertThatThrownBy(() -> openAi.chat()
                        .completions()
                        .create(chat().n(0).logprobs(true).build()))
                .isInstanceOfSatisfying(BadRequestException.class, e -> {
                    assertThat(e.code()).contains("DLM-SETTING-2");
                    assertThat(e.type()).contains("invalid_request_error");
                    assertThat(e.param()).contains("logprobs");
                    assertThat(e.getMessage()).contains("setting n:");
                });
        try (GenerationServer slow = Tiny.server()
                .queue(2)
                .batch(4)
                .maxWait(Duration.ofMinutes(10))
                .timeLimit(Duration.ofSeconds(5))
                .start()) {
            OpenAIClient busy = client(slow, "none");
            Client other = new Client(slow);
            var waiting = other.postLater("/v1/generate", "{\"inputs\": \"a\", \"samples\": 2}");
            while (slow.waiting() < 2 && !waiting.isDone()) {
                Thread.onSpinWait();
            }
            // two wait for two more, which find no room
            assertThatThrownBy(() -> busy.chat().completions().create(chat().build()))
                    .isInstanceOf(RateLimitException.class);
        }
    }

    @Test
    void whatAConversationIsNotIsRefused() {
        for (String messages : List.of(
                "[]",
                "\"a\"",
                "[{\"role\": \"system\", \"content\": \"a\"}]",
                "[{\"role\": \"user\"}]",
                "[{\"role\": \"user\", \"content\": []}]",
                "[{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {}}]}]")) {
            Reply reply = ask("/v1/chat/completions", "{\"messages\": " + messages + "}");
            assertThat(reply.problems()).as(messages).containsExactly("DLM-SETTING-2 setting messages");
        }
        Reply parts = ask(
                "/v1/chat/completions",
                "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"a b\"},"
                        + " {\"type\": \"text\", \"text\": \"c\"}]}], \"seed\": 7, \"tools\": [], \"stop\": null}");
        assertThat(parts.json().at("/choices/0/message/content").asText())
                .isEqualTo(expected("a b c", 1, 7).get(0));
        Reply tools = ask(
                "/v1/chat/completions",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"tools\": [{}], \"stop\": \"b\","
                        + " \"response_format\": {\"type\": \"json_object\"}, \"temprature\": 1}");
        assertThat(tools.problems())
                .containsExactlyInAnyOrder(
                        "DLM-SETTING-2 setting tools",
                        "DLM-SETTING-2 setting stop",
                        "DLM-SETTING-2 setting response_format",
                        "DLM-SETTING-1 'temprature'");
    }

    private static Reply ask(String path, String json) {
        return plain.send(plain.request(path)
                .header("Authorization", "Bearer s3cret")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }
}
