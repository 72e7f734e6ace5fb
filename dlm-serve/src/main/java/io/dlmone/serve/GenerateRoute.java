package io.dlmone.serve;

import io.dlmone.serve.ServedModel.Wanted;
import io.dlmone.serve.ServedModel.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/generate}: texts for sources, as {@code dlm generate} writes them. */
record GenerateRoute(Models models, int most) implements Route {

    /** The seed of requests that say none, as of {@code dlm generate}. */
    static final long SEED = 1;

    @Override
    public CompletableFuture<Answer> answer(Call call) {
        Fields fields = Fields.of(call.body());
        Optional<ServedModel> model = models.of(fields);
        List<String> inputs = fields.texts("inputs");
        int samples = fields.whole("samples", 1, most).orElse(1L).intValue();
        int candidates = fields.whole("candidates", 1, most).orElse(1L).intValue();
        long seed = fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(SEED);
        Wanted wanted = new Wanted(inputs, samples, candidates, seed);
        requireRoom(fields, wanted, most, "inputs times setting samples times setting candidates");
        fields.refuse();
        ServedModel chosen = model.orElseThrow();
        return chosen.write(wanted, call.left(), call.executor())
                .thenApply(answered -> Answer.json(200, body(chosen.name(), seed, answered.written()))
                        .taking(answered.milliseconds()));
    }

    /** Notes more texts than can ever wait together. */
    static void requireRoom(Fields fields, Wanted wanted, int most, String setting) {
        if (wanted.texts() > most) {
            fields.wrong(setting, "at most " + most + " texts in a request", wanted.texts());
        }
    }

    private static Map<String, Object> body(String model, long seed, List<Written> written) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (Written one : written) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("source", one.source());
            result.put("texts", one.texts());
            result.put("unknown_words", one.reading().unknown());
            result.put("cut_tokens", one.reading().cut());
            results.add(result);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("seed", seed);
        body.put("results", results);
        return body;
    }
}
