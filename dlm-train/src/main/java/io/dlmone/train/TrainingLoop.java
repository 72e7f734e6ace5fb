package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.optim.NonFiniteUpdate;
import io.dlmone.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Drives a training from update to update: measurements, validation, checkpoints, progress, and an orderly stop. What
 * it keeps beside the training is part of the checkpoint, so a run that was continued equals one that never stopped.
 */
final class TrainingLoop {

    private final Training training;
    private final RunDirectory run;
    private final RunContext context;
    private final RunOptions options;
    private final Optional<Validation> validation;
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private long summed;
    private long startNanos;
    private double secondsBefore;
    private long lastValidated = -1;
    private long bestStep = -1;
    private Map<String, Double> bestScores = Map.of();
    private Map<String, Double> lastScores = Map.of();
    private Optional<Map<String, Tensor>> bestWeights = Optional.empty();
    private long skipped;
    private List<String> lastAlarms = List.of();

    TrainingLoop(
            Training training,
            RunDirectory run,
            RunContext context,
            RunOptions options,
            Optional<Validation> validation) {
        this.training = training;
        this.run = run;
        this.context = context;
        this.options = options;
        this.validation = validation;
    }

    /** Takes over what the loop knew at a checkpoint; the training is restored by its owner. */
    @SuppressWarnings("unchecked")
    void restore(Checkpoint checkpoint) {
        secondsBefore = checkpoint.real("seconds", 0);
        lastValidated = (long) checkpoint.real("lastValidated", -1);
        bestStep = (long) checkpoint.real("bestStep", -1);
        if (checkpoint.position().get("best") instanceof Map<?, ?> scores) {
            bestScores = (Map<String, Double>) scores;
        }
        if (checkpoint.position().get("last") instanceof Map<?, ?> scores) {
            lastScores = (Map<String, Double>) scores;
        }
        bestWeights = checkpoint.best();
        skipped = checkpoint.number("skipped");
        summed = checkpoint.number("summed");
        if (checkpoint.position().get("sums") instanceof Map<?, ?> before) {
            before.forEach((name, sum) -> sums.put((String) name, ((Number) sum).doubleValue()));
        }
        run.forgetAfter(training.step(), lastValidated);
    }

    /** The weights of the best validation so far. */
    Optional<Map<String, Tensor>> bestWeights() {
        return bestWeights;
    }

    /** Scores of the best validation so far; empty if there was none. */
    Map<String, Double> bestScores() {
        return bestScores;
    }

    /** Scores of the last validation; empty if there was none. */
    Map<String, Double> lastScores() {
        return lastScores;
    }

    /** Updates before the best validation. */
    long bestStep() {
        return bestStep;
    }

    /**
     * Trains until it is finished or should stop, and saves a checkpoint in both cases.
     *
     * @return whether it is finished
     */
    boolean go() {
        startNanos = System.nanoTime();
        boolean finished;
        try (ProgressListener.Stage stage = context.progress().begin(training.stage(), "steps", training.total())) {
            finished = updates(stage);
        }
        save();
        if (finished && skipped > 0 && skipped >= training.step()) {
            throw new UserException(new Problem(
                    ErrorId.TRAIN_2,
                    training.stage() + " of " + run.path(),
                    "at least one update whose loss and gradients are finite",
                    "none in " + skipped,
                    "Nothing was learnt and no model is written. Lower the learning rate, clip gradients, or look at the"
                            + " weights that training begins with."));
        }
        if (!finished) {
            context.progress()
                    .say("Stopped after step " + training.step() + "; everything is saved in " + run.path() + ".");
        }
        return finished;
    }

    private boolean updates(ProgressListener.Stage stage) {
        while (true) {
            if (validationDue() && !validate()) {
                return false;
            }
            if (training.finished()) {
                return true;
            }
            if (context.stop().getAsBoolean()) {
                return false;
            }
            try {
                Map<String, Double> measured = training.advance();
                measured.forEach((name, value) -> sums.merge(name, value, Double::sum));
                summed++;
                stage.at(training.step(), note(measured.get("loss")));
            } catch (NonFiniteUpdate e) {
                skip(e);
            }
            if (training.step() % options.logEvery() == 0 && summed > 0) {
                log();
            }
            if (options.checkpointEvery() > 0 && training.step() % options.checkpointEvery() == 0) {
                save();
            }
        }
    }

    /** Goes on after an update that was not made, until there are too many of them. */
    private void skip(NonFiniteUpdate update) {
        skipped++;
        Map<String, Object> row = row("skipped");
        row.put("update", update.update());
        row.put("parameters", update.parameters());
        run.record(row);
        context.progress().say("Skipped step " + training.step() + ": " + update.getMessage());
        if (skipped > options.maxSkipped()) {
            save();
            row.put("skipped", skipped);
            Path dump = run.dump(row);
            throw new UserException(new Problem(
                    ErrorId.TRAIN_1,
                    "step " + training.step() + " of " + training.stage(),
                    "finite losses and gradients, but for at most " + options.maxSkipped() + " updates",
                    update.getMessage(),
                    "Lower the learning rate, lengthen the warm-up or clip gradients, and begin a new run. The state before"
                            + " the update is in the newest checkpoint of " + run.path() + ", this report in " + dump
                            + "."));
        }
    }

    private String note(double loss) {
        String key = options.keepBy().id();
        String best = bestScores.containsKey(key)
                ? String.format(Locale.ROOT, ", best %s %.3f", key, bestScores.get(key))
                : "";
        return String.format(Locale.ROOT, "%s loss %.4f%s", training.stage(), loss, best);
    }

    /** Means of all updates since the line before. */
    private void log() {
        Map<String, Object> row = row("train");
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, sum / summed));
        row.putAll(means);
        List<String> alarms = alarm(row, means);
        run.record(row);
        if (!alarms.equals(lastAlarms)) {
            alarms.forEach(this::say);
        }
        lastAlarms = alarms;
        sums.clear();
        summed = 0;
    }

    private Map<String, Object> row(String kind) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", kind);
        row.put("step", training.step());
        row.put("stage", training.stage());
        row.put("seconds", Math.round(seconds() * 1000) / 1000.0);
        return row;
    }

    private double seconds() {
        return secondsBefore + (System.nanoTime() - startNanos) / 1e9;
    }

    private boolean validationDue() {
        long step = training.step();
        if (validation.isEmpty() || lastValidated == step || step == 0 && !training.validAtStart()) {
            return false;
        }
        return step % options.validEvery() == 0 || training.finished();
    }

    /** False if it was stopped on the way; it is made up for when the run is continued. */
    private boolean validate() {
        Map<String, Double> scores;
        try {
            scores = validation.orElseThrow().score(context.stop());
        } catch (Validation.Stopped stopped) {
            return false;
        }
        lastValidated = training.step();
        lastScores = scores;
        Map<String, Object> row = row("valid");
        row.putAll(scores);
        List<String> alarms = alarm(row, scores);
        run.record(row);
        String key = options.keepBy().id();
        boolean better = !bestScores.containsKey(key) || scores.get(key) > bestScores.get(key);
        if (better) {
            bestStep = training.step();
            bestScores = scores;
            bestWeights = Optional.of(training.averages());
        }
        StringBuilder line = new StringBuilder("valid at step " + training.step() + ":");
        scores.forEach((name, value) -> line.append(String.format(Locale.ROOT, " %s %.3f", name, value)));
        context.progress().say(line + (better ? " (best)" : ""));
        alarms.forEach(this::say);
        return true;
    }

    private static List<String> alarm(Map<String, Object> row, Map<String, Double> measured) {
        List<String> alarms = Collapse.alarms(measured);
        if (!alarms.isEmpty()) {
            row.put("alarms", alarms);
        }
        return alarms;
    }

    private void say(String alarm) {
        context.progress().say("  alarm: " + alarm);
    }

    private void save() {
        Map<String, Object> position = new LinkedHashMap<>();
        position.put("step", training.step());
        position.put("seconds", seconds());
        position.put("lastValidated", lastValidated);
        position.put("bestStep", bestStep);
        position.put("skipped", skipped);
        position.put("sums", sums);
        position.put("summed", summed);
        position.put("best", bestScores);
        position.put("last", lastScores);
        position.putAll(training.position());
        run.save(training.step(), new Checkpoint(position, training.state(), bestWeights), options.keepCheckpoints());
    }
}
