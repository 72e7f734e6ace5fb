package io.dlmone.springai;

import io.dlmone.student.Paraphraser;
import io.dlmone.student.TextGenerator;
import java.util.List;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import reactor.core.publisher.Flux;

/**
 * A one-step student as a chat model: the text of one user message goes in, the same in other words comes out. It is no
 * assistant. What it cannot do is refused with an {@link IllegalArgumentException} that names all of it: system
 * messages, a conversation, media, tools, an output schema, and every option of sampling (temperature, top-p, top-k,
 * penalties, a largest number of tokens, stop sequences). So an advisor that remembers a chat can serve one turn only.
 *
 * <p>A text that the model cannot read whole is a {@link io.dlmone.error.UserException} that names the words, and so
 * is, in effect, one with instructions in it, such as those that {@code entity} adds: see {@link Paraphraser}. The same
 * text gives the same answer; another seed is another generator.
 *
 * <p>Immutable, and thread-safe as the generator is, which stays the caller's.
 */
public final class DlmChatModel implements ChatModel {

    private final Paraphraser paraphraser;
    private final String model;

    private DlmChatModel(Builder builder) {
        this.paraphraser = new Paraphraser(builder.generator);
        this.model = builder.model;
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public ChatResponse call(Prompt prompt) {
        String answer = paraphraser.paraphrase(PlainText.of(prompt, model));
        ChatGenerationMetadata stopped =
                ChatGenerationMetadata.builder().finishReason("STOP").build();
        return new ChatResponse(
                List.of(new Generation(new AssistantMessage(answer), stopped)),
                ChatResponseMetadata.builder().model(model).build());
    }

    /**
     * {@return the answer as one piece: a one-step student has the whole sentence at once}
     *
     * @param prompt as for {@link #call(Prompt)}; what is refused there is an error of the stream
     */
    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return Flux.defer(() -> Flux.just(call(prompt)));
    }

    /** {@return the model's name, in options that can hold tools: others would lose them without a word} */
    @Override
    public ChatOptions getOptions() {
        return ToolCallingChatOptions.builder().model(model).build();
    }

    /** Builds a {@link DlmChatModel}; not thread-safe. */
    public static final class Builder {

        private TextGenerator generator;
        private String model = "dlm-one";

        private Builder() {}

        /**
         * Sets what writes; required.
         *
         * @param textGenerator a paraphraser's, such as {@code TextGenerator.open("builtin:paraphrase-student")}; stays
         *     the caller's, who closes it
         * @return this
         */
        public Builder generator(TextGenerator textGenerator) {
            generator = textGenerator;
            return this;
        }

        /**
         * Sets the name that responses carry and prompts may ask for; {@code dlm-one} if it is not set.
         *
         * @param name any
         * @return this
         */
        public Builder model(String name) {
            model = name;
            return this;
        }

        /**
         * {@return the model}
         *
         * @throws NullPointerException if there is no generator
         */
        public DlmChatModel build() {
            return new DlmChatModel(this);
        }
    }
}
