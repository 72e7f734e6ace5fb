package io.dlmone.train.data;

import io.dlmone.backend.Backend;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.text.Examples;
import io.dlmone.text.SentencePair;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.RunContext;
import io.dlmone.train.bench.PeakMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a training costs here, from a few of its updates.
 *
 * @param engine that they ran on
 * @param update seconds of one, the median
 * @param total seconds of all of them, with what comes before and the validations
 * @param peakMiB peak of this process's memory; empty where the system does not tell it
 */
public record TrainingCost(EngineOptions engine, double update, double total, OptionalDouble peakMiB) {

    private static final int WARM_UP = 2;
    private static final int LEAST_UPDATES = 3;
    private static final int MOST_UPDATES = 200;
    private static final double SECONDS = 5;

    /** As a training validates: so often, with so many network calls, each of which costs a share of an update. */
    private static final int UPDATES_PER_VALIDATION = 1_000;

    private static final int CALLS = 80;
    private static final double CALL = 0.25;

    /** Runs the first updates of a plan. */
    static TrainingCost measure(Advice.Plan plan, List<SentencePair> rows, RunContext context) {
        Backend backend = context.backend();
        Examples examples = Examples.shuffled(rows, plan.model().layout(plan.tokenizer()), 1);
        long begin = System.nanoTime();
        try (TeacherTraining training =
                plan.family().begin(backend, plan.model(), plan.training(), 1, examples, Map.of())) {
            for (int i = 0; i < WARM_UP; i++) {
                training.next();
            }
            double before = seconds(begin);
            List<Double> times = new ArrayList<>();
            long start = System.nanoTime();
            while (times.size() < LEAST_UPDATES || seconds(start) < SECONDS && times.size() < MOST_UPDATES) {
                long from = System.nanoTime();
                training.next();
                times.add(seconds(from));
            }
            times.sort(null);
            double update = times.get(times.size() / 2);
            long updates = training.total();
            double validations = updates / UPDATES_PER_VALIDATION * CALLS * CALL;
            double total = before + update * (updates + validations);
            return new TrainingCost(context.engine(), update, total, PeakMemory.ofThisProcess());
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** {@return for people, in a line} */
    public String text() {
        long minutes = Math.round(total / 60);
        String time = minutes < 1
                ? "less than a minute"
                : minutes < 90 ? minutes + " min" : String.format(Locale.ROOT, "%.1f h", total / 3600);
        String memory =
                peakMiB.isPresent() ? String.format(Locale.ROOT, ", %,.0f MiB of memory", peakMiB.getAsDouble()) : "";
        return String.format(
                Locale.ROOT,
                "about %s on %s with %d threads (%.3f s an update)%s",
                time,
                engine.backend(),
                engine.threads(),
                update,
                memory);
    }

    Map<String, Object> toJson() {
        Map<String, Object> all = new LinkedHashMap<>(engine.toConfig());
        all.put("secondsPerUpdate", update);
        all.put("seconds", total);
        peakMiB.ifPresent(mib -> all.put("peakMiB", mib));
        return all;
    }
}
