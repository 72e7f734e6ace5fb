package io.dlmone.serve;

import io.dlmone.serve.ServedModel.Wanted;
import io.dlmone.serve.ServedModel.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Texts in OpenAI's form, so that clients for it need no change. A sentence is written at once, so a stream has it in
 * one event.
 */
record OpenAiRoute(Models models, int most, OpenAiForm form) implements Route {

    /** Fields that mean nothing to a model that draws no token after another; clients send them unasked. */
    static final List<String> WITHOUT_EFFECT = List.of(
            "temperature",
            "top_p",
            "max_tokens",
            "max_completion_tokens",
            "presence_penalty",
            "frequency_penalty",
            "logit_bias",
            "user",
            "metadata",
            "store",
            "service_tier",
            "parallel_tool_calls",
            "reasoning_effort",
            "verbosity",
            "prediction",
            "prompt_cache_key",
            "safety_identifier");

    @Override
    public CompletableFuture<Answer> answer(Call call) {
        Fields fields = Fields.of(call.body());
        Optional<ServedModel> model = models.of(fields);
        List<String> sources = form.sources(fields);
        int n = fields.whole("n", 1, most).orElse(1L).intValue();
        long seed = fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseGet(() -> (long) ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
        boolean stream = fields.flag("stream");
        boolean usage = fields.value("stream_options")
                .filter(o -> o instanceof Map<?, ?> m && Boolean.TRUE.equals(m.get("include_usage")))
                .isPresent();
        fields.only("stop", List.of());
        WITHOUT_EFFECT.forEach(fields::value);
        Wanted wanted = new Wanted(sources, n, 1, seed);
        GenerateRoute.requireRoom(fields, wanted, most, "n times the number of prompts");
        fields.refuse();
        ServedModel chosen = model.orElseThrow();
        return chosen.write(wanted, call.left(), call.executor()).thenApply(answered -> {
            Texts texts = new Texts(chosen, seed, answered.written());
            Answer answer = stream ? Answer.text(Answer.EVENTS, events(texts, usage)) : Answer.json(200, whole(texts));
            return answer.taking(answered.milliseconds());
        });
    }

    /** What was written, and by whom. */
    private record Texts(ServedModel model, long seed, List<Written> written) {

        List<String> all() {
            return written.stream().flatMap(w -> w.texts().stream()).toList();
        }

        Map<String, Object> usage() {
            int read = written.stream().mapToInt(w -> model.tokens(w.source())).sum();
            int wrote = all().stream().mapToInt(model::tokens).sum();
            Map<String, Object> usage = new LinkedHashMap<>();
            usage.put("prompt_tokens", read);
            usage.put("completion_tokens", wrote);
            usage.put("total_tokens", read + wrote);
            return usage;
        }
    }

    private Map<String, Object> whole(Texts texts) {
        Map<String, Object> answer = head(form.object(), id(), texts);
        List<Object> choices = new ArrayList<>();
        for (String text : texts.all()) {
            choices.add(choice(choices.size(), form.whole(text), "stop"));
        }
        answer.put("choices", choices);
        answer.put("usage", texts.usage());
        return answer;
    }

    private String events(Texts texts, boolean usage) {
        String id = id();
        StringBuilder events = new StringBuilder();
        List<String> all = texts.all();
        for (int i = 0; i < all.size(); i++) {
            event(events, id, texts, List.of(choice(i, form.part(all.get(i)), null)), Map.of());
            event(events, id, texts, List.of(choice(i, form.end(), "stop")), Map.of());
        }
        if (usage) {
            event(events, id, texts, List.of(), Map.of("usage", texts.usage()));
        }
        return events.append("data: [DONE]\n\n").toString();
    }

    private void event(StringBuilder events, String id, Texts texts, List<?> choices, Map<String, Object> more) {
        Map<String, Object> event = head(form.chunk(), id, texts);
        event.put("choices", choices);
        event.putAll(more);
        events.append("data: ").append(Answer.line(event)).append("\n\n");
    }

    private String id() {
        return form.id() + UUID.randomUUID().toString().replace("-", "");
    }

    private static Map<String, Object> head(String object, String id, Texts texts) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("id", id);
        head.put("object", object);
        head.put("created", System.currentTimeMillis() / 1000);
        head.put("model", texts.model().name());
        head.put("seed", texts.seed());
        return head;
    }

    private static Map<String, Object> choice(int index, Map<String, Object> text, String end) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", index);
        choice.putAll(text);
        choice.put("logprobs", null);
        choice.put("finish_reason", end);
        return choice;
    }
}
