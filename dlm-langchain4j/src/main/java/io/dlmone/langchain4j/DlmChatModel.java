package io.dlmone.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.dlmone.student.Paraphraser;
import io.dlmone.student.TextGenerator;
import java.util.List;

/**
 * A one-step student as a chat model: the text of one user message goes in, the same in other words comes out. It is no
 * assistant. What it cannot do is refused with an {@link dev.langchain4j.exception.UnsupportedFeatureException} that
 * names all of it: system messages, a conversation, anything but text, tools, a response format, and every parameter of
 * sampling (temperature, top-p, top-k, penalties, a largest number of tokens, stop sequences). So a memory of a chat
 * can serve one turn only.
 *
 * <p>A text that the model cannot read whole is a {@link io.dlmone.error.UserException} that names the words, and so
 * is, in effect, one with instructions in it, such as those that the framework adds for JSON: see {@link Paraphraser}.
 * The same text gives the same answer; another seed is another generator.
 *
 * <p>Immutable, and thread-safe as the generator is, which stays the caller's.
 */
public final class DlmChatModel implements ChatModel {

    private final Paraphraser paraphraser;
    private final ChatRequestParameters parameters;
    private final List<ChatModelListener> listeners;

    private DlmChatModel(Builder builder) {
        this.paraphraser = new Paraphraser(builder.generator);
        this.parameters =
                ChatRequestParameters.builder().modelName(builder.modelName).build();
        this.listeners = builder.listeners;
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        String text = PlainText.of(request, parameters.modelName());
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(paraphraser.paraphrase(text)))
                .modelName(parameters.modelName())
                .finishReason(FinishReason.STOP)
                .build();
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return parameters;
    }

    @Override
    public List<ChatModelListener> listeners() {
        return listeners;
    }

    /** Builds a {@link DlmChatModel}; not thread-safe. */
    public static final class Builder {

        private TextGenerator generator;
        private String modelName = "dlm-one";
        private List<ChatModelListener> listeners = List.of();

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
         * Sets the name that responses carry and requests may ask for; {@code dlm-one} if it is not set.
         *
         * @param name any
         * @return this
         */
        public Builder modelName(String name) {
            modelName = name;
            return this;
        }

        /**
         * Sets who is told of requests, responses and errors; nobody if it is not set.
         *
         * @param all of them
         * @return this
         */
        public Builder listeners(List<ChatModelListener> all) {
            listeners = List.copyOf(all);
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
