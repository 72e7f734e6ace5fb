package io.dlmone.serve;

import io.dlmone.serve.ServedModel.Wanted;
import io.dlmone.serve.ServedModel.Written;
import io.dlmone.student.StepListener.Step;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /v1/steps}: one text, and before it what there is of it after each step, as server-sent events. The
 * answer begins with the first event, so that what is refused or too late before it has its own status.
 */
record StepsRoute(Models models) implements Route {

    @Override
    public CompletableFuture<Answer> answer(Call call) {
        Fields fields = Fields.of(call.body());
        Optional<ServedModel> model = models.of(fields);
        String input = fields.text("input").orElse("");
        if (fields.value("input").isEmpty()) {
            fields.wrong("input", "a string", null);
        }
        long seed = fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(GenerateRoute.SEED);
        fields.refuse();
        ServedModel chosen = model.orElseThrow();
        Watching watching = new Watching(new Events(), new CompletableFuture<>());
        chosen.write(new Wanted(List.of(input), 1, 1, seed), Optional.of(watching), call.left(), call.executor())
                .whenComplete((answered, failure) -> watching.end(
                        failure,
                        failure == null
                                ? last(chosen, seed, answered.written().get(0), answered.milliseconds())
                                : Map.of()));
        return watching.begun();
    }

    /**
     * Makes events of steps.
     *
     * @param begun the answer, once there is anything to send
     */
    private record Watching(Events events, CompletableFuture<Answer> begun) implements ServedModel.Watcher {

        @Override
        public void step(Step step, double milliseconds) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("step", step.number());
            data.put("of", step.of());
            data.put("ms", milliseconds);
            data.put("text", step.text());
            events.send("step", data);
            begun.complete(Answer.of(events));
        }

        @Override
        public boolean isGone() {
            return events.isDone();
        }

        void end(Throwable failure, Map<String, Object> last) {
            if (failure == null) {
                events.end("done", Answer.line(last).getBytes(StandardCharsets.UTF_8));
            } else if (!isGone() && !begun.completeExceptionally(failure)) {
                events.end("error", Answer.of(failure).body());
            }
            events.end();
            begun.complete(Answer.of(events));
        }
    }

    private static Map<String, Object> last(ServedModel model, long seed, Written written, double milliseconds) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("model", model.name());
        data.put("seed", seed);
        data.put("source", written.source());
        data.put("text", written.texts().get(0));
        data.put("calls", model.callsPerSentence());
        data.put("ms", milliseconds);
        data.put("unknown_words", written.reading().unknown());
        data.put("cut_tokens", written.reading().cut());
        return data;
    }
}
