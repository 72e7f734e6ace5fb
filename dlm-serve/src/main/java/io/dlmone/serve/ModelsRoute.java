package io.dlmone.serve;

import io.dlmone.error.UserException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * {@code GET /v1/models} and {@code /v1/models/NAME}, in OpenAI's form.
 *
 * @param models of the server
 * @param created when the server began, in seconds since 1970
 */
record ModelsRoute(Models models, long created) implements Route {

    static final String PATH = "/v1/models";

    @Override
    public CompletableFuture<Answer> answer(Call call) {
        if (call.path().equals(PATH)) {
            Map<String, Object> list = new LinkedHashMap<>();
            list.put("object", "list");
            list.put("data", models.all().stream().map(this::describe).toList());
            return CompletableFuture.completedFuture(Answer.json(200, list));
        }
        String name = call.path().substring(PATH.length() + 1);
        ServedModel model = models.named(name).orElseThrow(() -> new UserException(models.unknown(name)));
        return CompletableFuture.completedFuture(Answer.json(200, describe(model)));
    }

    private Map<String, Object> describe(ServedModel model) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("id", model.name());
        one.put("object", "model");
        one.put("created", created);
        one.put("owned_by", "dlm");
        one.put("role", model.role().name().toLowerCase(Locale.ROOT));
        one.put("calls", model.callsPerSentence());
        return one;
    }
}
