package io.dlmone.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a request that asks for nothing but a text in other words. */
final class PlainText {

    private PlainText() {}

    /**
     * The text of its one message.
     *
     * @param modelName the only model that may be asked for
     * @throws UnsupportedFeatureException that names everything else in it
     */
    static String of(ChatRequest request, String modelName) {
        List<String> unsupported = new ArrayList<>(inMessages(request.messages()));
        unsupported.addAll(inParameters(request.parameters(), modelName));
        if (!unsupported.isEmpty()) {
            throw new UnsupportedFeatureException("A one-step student says one text in other words; it cannot take "
                    + String.join(", ", unsupported) + ". Send one user message with the text alone.");
        }
        return ((UserMessage) request.messages().get(0)).singleText();
    }

    private static List<String> inMessages(List<ChatMessage> messages) {
        List<String> found = new ArrayList<>();
        for (ChatMessage message : messages) {
            if (message instanceof UserMessage user) {
                user.contents().stream()
                        .map(Content::type)
                        .filter(type -> type != ContentType.TEXT)
                        .forEach(type ->
                                found.add("content of type " + type.name().toLowerCase(Locale.ROOT)));
                if (user.contents().stream()
                                .filter(c -> c.type() == ContentType.TEXT)
                                .count()
                        > 1) {
                    found.add("several texts in a message");
                }
            } else {
                found.add("a message of type " + message.type().name().toLowerCase(Locale.ROOT));
            }
        }
        long texts = messages.stream().filter(m -> m instanceof UserMessage).count();
        if (texts > 1) {
            found.add("a conversation of " + messages.size() + " messages");
        }
        return found;
    }

    private static List<String> inParameters(ChatRequestParameters p, String modelName) {
        List<String> found = new ArrayList<>();
        addIf(p.modelName() != null && !p.modelName().equals(modelName), "model '" + p.modelName() + "'", found);
        addIf(p.temperature() != null, "temperature", found);
        addIf(p.topP() != null, "topP", found);
        addIf(p.topK() != null, "topK", found);
        addIf(p.frequencyPenalty() != null, "frequencyPenalty", found);
        addIf(p.presencePenalty() != null, "presencePenalty", found);
        addIf(p.maxOutputTokens() != null, "maxOutputTokens", found);
        addIf(!isEmpty(p.stopSequences()), "stopSequences", found);
        addIf(!isEmpty(p.toolSpecifications()), "tools", found);
        addIf(p.toolChoice() == ToolChoice.REQUIRED, "toolChoice", found);
        addIf(
                p.responseFormat() != null && p.responseFormat().type() == ResponseFormatType.JSON,
                "a response format of JSON",
                found);
        return found;
    }

    private static boolean isEmpty(List<?> list) {
        return list == null || list.isEmpty();
    }

    private static void addIf(boolean there, String what, List<String> found) {
        if (there) {
            found.add(what);
        }
    }
}
