package io.dlmone.serve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The two forms in which OpenAI's API asks for texts and gives them. */
enum OpenAiForm {
    /** {@code /v1/completions}. */
    TEXT("cmpl-", "text_completion", "text_completion") {

        @Override
        List<String> sources(Fields fields) {
            fields.only("echo", false);
            fields.only("suffix", "");
            fields.only("best_of", 1);
            fields.only("logprobs", 0);
            return fields.texts("prompt");
        }

        @Override
        Map<String, Object> whole(String text) {
            return Map.of("text", text);
        }

        @Override
        Map<String, Object> part(String text) {
            return Map.of("text", text);
        }

        @Override
        Map<String, Object> end() {
            return Map.of("text", "");
        }
    },

    /** {@code /v1/chat/completions}: of a conversation the last message of the user is the source. */
    CHAT("chatcmpl-", "chat.completion", "chat.completion.chunk") {

        @Override
        List<String> sources(Fields fields) {
            fields.only("tools", List.of());
            fields.only("tool_choice", "none", "auto");
            fields.only("functions", List.of());
            fields.only("function_call", "none", "auto");
            fields.only("response_format", Map.of("type", "text"));
            fields.only("logprobs", false);
            fields.only("top_logprobs", 0);
            fields.only("modalities", List.of("text"));
            fields.only("audio");
            fields.only("web_search_options");
            Object messages = fields.value("messages").orElse(null);
            if (messages instanceof List<?> all) {
                for (int i = all.size() - 1; i >= 0; i--) {
                    if (all.get(i) instanceof Map<?, ?> message && "user".equals(message.get("role"))) {
                        return content(fields, message.get("content"));
                    }
                }
            }
            fields.wrong("messages", "a list with a message of role user", messages);
            return List.of();
        }

        @Override
        Map<String, Object> whole(String text) {
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("role", "assistant");
            message.put("content", text);
            message.put("refusal", null);
            return Map.of("message", message);
        }

        @Override
        Map<String, Object> part(String text) {
            Map<String, Object> delta = new LinkedHashMap<>();
            delta.put("role", "assistant");
            delta.put("content", text);
            return Map.of("delta", delta);
        }

        @Override
        Map<String, Object> end() {
            return Map.of("delta", Map.of());
        }
    };

    private final String id;
    private final String object;
    private final String chunk;

    OpenAiForm(String id, String object, String chunk) {
        this.id = id;
        this.object = object;
        this.chunk = chunk;
    }

    /** What its ids begin with. */
    String id() {
        return id;
    }

    /** The name of an answer. */
    String object() {
        return object;
    }

    /** The name of an event of a stream. */
    String chunk() {
        return chunk;
    }

    /** The sources that a request asks for; notes what is wrong with it. */
    abstract List<String> sources(Fields fields);

    /** A choice's text in an answer. */
    abstract Map<String, Object> whole(String text);

    /** A choice's text in an event. */
    abstract Map<String, Object> part(String text);

    /** A choice's last event. */
    abstract Map<String, Object> end();

    /** A text, or parts that are all texts. */
    private static List<String> content(Fields fields, Object content) {
        if (content instanceof String text) {
            return List.of(text);
        }
        if (content instanceof List<?> parts && !parts.isEmpty()) {
            StringBuilder text = new StringBuilder();
            for (Object part : parts) {
                if (!(part instanceof Map<?, ?> p && "text".equals(p.get("type")) && p.get("text") instanceof String)) {
                    fields.wrong("messages", "content of type text in the user's last message", part);
                    return List.of();
                }
                text.append(text.isEmpty() ? "" : "\n").append((String) p.get("text"));
            }
            return List.of(text.toString());
        }
        fields.wrong("messages", "content in the user's last message", content);
        return List.of();
    }
}
