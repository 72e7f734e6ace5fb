package io.dlmone.springai;

import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/** Reads a prompt that asks for nothing but a text in other words. */
final class PlainText {

    private PlainText() {}

    /**
     * The text of its one message.
     *
     * @param model the only one that may be asked for
     * @throws IllegalArgumentException that names everything else in it
     */
    static String of(Prompt prompt, String model) {
        List<String> unsupported = new ArrayList<>(inMessages(prompt.getInstructions()));
        if (prompt.getOptions() != null) {
            unsupported.addAll(inOptions(prompt.getOptions(), model));
        }
        if (!unsupported.isEmpty()) {
            throw new IllegalArgumentException("A one-step student says one text in other words; it cannot take "
                    + String.join(", ", unsupported) + ". Send one user message with the text alone.");
        }
        return prompt.getInstructions().get(0).getText();
    }

    private static List<String> inMessages(List<Message> messages) {
        List<String> found = new ArrayList<>();
        for (Message message : messages) {
            if (message instanceof UserMessage user) {
                user.getMedia().forEach(media -> found.add("media of type " + media.getMimeType()));
            } else {
                found.add("a message of type " + message.getMessageType().getValue());
            }
        }
        long texts = messages.stream()
                .filter(m -> m.getMessageType() == MessageType.USER)
                .count();
        if (texts > 1 || messages.isEmpty()) {
            found.add("a conversation of " + messages.size() + " messages");
        }
        return found;
    }

    private static List<String> inOptions(ChatOptions o, String model) {
        List<String> found = new ArrayList<>();
        addIf(o.getModel() != null && !o.getModel().equals(model), "model '" + o.getModel() + "'", found);
        addIf(o.getTemperature() != null, "temperature", found);
        addIf(o.getTopP() != null, "topP", found);
        addIf(o.getTopK() != null, "topK", found);
        addIf(o.getFrequencyPenalty() != null, "frequencyPenalty", found);
        addIf(o.getPresencePenalty() != null, "presencePenalty", found);
        addIf(o.getMaxTokens() != null, "maxTokens", found);
        addIf(!isEmpty(o.getStopSequences()), "stopSequences", found);
        addIf(o instanceof ToolCallingChatOptions tools && !isEmpty(tools.getToolCallbacks()), "tools", found);
        addIf(
                o instanceof StructuredOutputChatOptions structured && structured.getOutputSchema() != null,
                "an output schema",
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
