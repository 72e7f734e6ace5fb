package io.dlmone.train;

import io.dlmone.nn.Parameters;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.SentencePair;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a teacher's training costs here, from a few of its updates, a part of a validation and a checkpoint, all in this
 * process.
 *
 * @param engine that they ran on
 * @param update seconds of one
 * @param validation seconds of one; 0 if there is none
 * @param total seconds of all of it, with what comes before
 * @param peakMiB peak of this process's memory; empty where the system does not tell it
 */
public record TrainingCost(
        EngineOptions engine, double update, double validation, double total, OptionalDouble peakMiB) {

    private static final int WARM_UP = 2;
    private static final int LEAST_UPDATES = 4;
    private static final int MOST_UPDATES = 200;
    private static final int LEAST_CALLS = 4;
    private static final double SECONDS = 5;

    /**
     * Runs the first updates of a training, and network calls of its validation.
     *
     * @param network what is trained
     * @param training settings of its family
     * @param run how often it validates, on how many sources
     * @param train pairs to train on, at least one
     * @param valid pairs to validate on; none: there is no validation
     * @param context with the engine
     * @return what it took
     */
    public static TrainingCost measure(
            NetworkOptions.Beginning network,
            SettingValues training,
            RunOptions run,
            List<SentencePair> train,
            List<SentencePair> valid,
            RunContext context) {
        long begin = System.nanoTime();
        Examples examples = Examples.shuffled(train, network.model().layout(network.tokenizer()), run.seed());
        try (TeacherTraining under = network.family()
                .begin(context.backend(), network.model(), training, run.seed(), examples, network.weights())) {
            for (int i = 0; i < WARM_UP; i++) {
                under.next();
            }
            double before = seconds(begin);
            double update = update(under);
            boolean validates = run.validEvery() > 0 && !valid.isEmpty();
            Calls calls = validates ? calls(network, run, valid, under.averages(), context) : Calls.NONE;
            long validations = validates ? (under.total() + run.validEvery() - 1) / run.validEvery() : 0;
            List<Map<String, Tensor>> checkpoint =
                    List.of(under.state(), under.averages().read(context.backend()));
            OptionalDouble peak = PeakMemory.ofThisProcess();
            Reference.reachabilityFence(checkpoint); // in memory together until here, as when one is written
            double total = before + update * under.total() + calls.compiling() + calls.seconds() * validations;
            return new TrainingCost(context.engine(), update, calls.seconds(), total, peak);
        }
    }

    /** Of the later half of some, when the machine runs warm. */
    private static double update(TeacherTraining training) {
        List<Double> times = new ArrayList<>();
        long start = System.nanoTime();
        while (times.size() < LEAST_UPDATES || seconds(start) < SECONDS && times.size() < MOST_UPDATES) {
            long from = System.nanoTime();
            training.next();
            times.add(seconds(from));
        }
        return times.stream()
                .skip(times.size() / 2)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    /** Of a whole validation, and what its first call takes more than others. */
    private record Calls(double seconds, double compiling) {

        static final Calls NONE = new Calls(0, 0);
    }

    private static Calls calls(
            NetworkOptions.Beginning network,
            RunOptions run,
            List<SentencePair> valid,
            Parameters averages,
            RunContext context) {
        Map<String, Double> at = new LinkedHashMap<>();
        long start = System.nanoTime();
        try (Validation validation = Validation.ofTeacher(network, averages, valid, run, context.backend())) {
            try {
                validation.score(
                        () -> at.size() >= LEAST_CALLS && seconds(start) > SECONDS,
                        note -> at.putIfAbsent(note, seconds(start)));
            } catch (Validation.Stopped enough) {
                // the calls that were made tell
            }
            List<Double> times = List.copyOf(at.values());
            double first = times.get(0);
            double each = (times.get(times.size() - 1) - first) / Math.max(1, times.size() - 1);
            return new Calls(each * validation.calls(), Math.max(0, first - each));
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** {@return for people, in a line} */
    public String text() {
        String memory =
                peakMiB.isPresent() ? String.format(Locale.ROOT, ", %,.0f MiB of memory", peakMiB.getAsDouble()) : "";
        return String.format(
                Locale.ROOT,
                "about %s on %s with %d threads (%.3f s an update, %.1f s a validation)%s",
                time(total),
                engine.backend(),
                engine.threads(),
                update,
                validation,
                memory);
    }

    /**
     * {@return a time for people, such as {@code 35 min}}
     *
     * @param seconds how long
     */
    public static String time(double seconds) {
        long minutes = Math.round(seconds / 60);
        return minutes < 1
                ? "less than a minute"
                : minutes < 90 ? minutes + " min" : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }

    /** {@return all of it by name, as JSON values} */
    public Map<String, Object> toJson() {
        Map<String, Object> all = new LinkedHashMap<>(engine.toConfig());
        all.put("secondsPerUpdate", update);
        all.put("secondsPerValidation", validation);
        all.put("seconds", total);
        peakMiB.ifPresent(mib -> all.put("peakMiB", mib));
        return all;
    }
}
