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

    /** The measurement of what each worker sends for an update. */
    static final String SENT_BYTES = "sentBytes";

    private final Training training;
    private final RunDirectory run;
    private final RunContext context;
    private final RunOptions options;
    private final Optional<Validation> validation;
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private long summed;
    private long startNanos;
    private double secondsBefore;
    private long changedAt = -1;
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
    void restore(Checkpoint checkpoint) {
        Position position = checkpoint.position();
        secondsBefore = position.seconds();
        lastValidated = position.lastValidated();
        bestStep = position.bestStep();
        bestScores = position.best();
        lastScores = position.last();
        bestWeights = checkpoint.best();
        skipped = position.skipped();
        summed = position.summed();
        sums.putAll(position.sums());
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
            if (validationDue() && !validate(stage)) {
                return false;
            }
            if (training.finished() || isStale()) {
                return true;
            }
            if (context.stop().getAsBoolean()) {
                return false;
            }
            long before = training.step();
            long sentBefore = training.sentBytes();
            try {
                Map<String, Double> measured = training.advance();
                long sent = training.sentBytes() - sentBefore;
                if (sent > 0) {
                    sums.merge(SENT_BYTES, (double) sent / (training.step() - before), Double::sum);
                }
                measured.forEach((name, value) -> sums.merge(name, value, Double::sum));
                summed++;
                stage.at(training.step(), note(measured.get("loss")));
            } catch (NonFiniteUpdate e) {
                skip(e);
            }
            if (passed(before, options.logEvery()) && summed > 0) {
                log();
            }
            if (options.checkpointEvery() > 0 && passed(before, options.checkpointEvery())) {
                save();
            }
        }
    }

    /** Whether a multiple of so many updates was reached since a step; workers that meet reach several at once. */
    private boolean passed(long before, long every) {
        return training.step() / every > before / every;
    }

    /** Whether so many validations in a row were no better than the best that no better one is waited for. */
    private boolean isStale() {
        if (options.patience() == 0 || lastValidated - bestStep < options.patience() * options.validEvery()) {
            return false;
        }
        context.progress()
                .say("Ended at step " + training.step() + ": none of the last " + options.patience()
                        + " validations was better than that of step " + bestStep + ".");
        return true;
    }

    /** Goes on after an update that was not made, until there are too many of them. */
    private void skip(NonFiniteUpdate update) {
        skipped++;
        MetricsRow row = new MetricsRow.Skipped(
                training.step(), training.stage(), milliseconds(), update.update(), update.parameters());
        run.record(row);
        context.progress().say("Skipped step " + training.step() + ": " + update.getMessage());
        if (skipped > options.maxSkipped()) {
            save();
            Map<String, Object> report = row.toJson();
            report.put("skipped", skipped);
            Path dump = run.dump(report);
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
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, sum / summed));
        List<String> alarms = CollapseSigns.alarms(means);
        run.record(new MetricsRow.Trained(training.step(), training.stage(), milliseconds(), means, alarms));
        if (!alarms.equals(lastAlarms)) {
            alarms.forEach(this::say);
        }
        lastAlarms = alarms;
        sums.clear();
        summed = 0;
    }

    /** Seconds as rows have them, of three decimals. */
    private double milliseconds() {
        return Math.round(seconds() * 1000) / 1000.0;
    }

    private double seconds() {
        return secondsBefore + (System.nanoTime() - startNanos) / 1e9;
    }

    private boolean validationDue() {
        long step = training.step();
        if (validation.isEmpty() || lastValidated == step) {
            return false;
        }
        if (step == 0) {
            return training.validAtStart();
        }
        return training.finished() || passed(Math.max(0, lastValidated), options.validEvery());
    }

    /** False if it was stopped on the way; it is made up for when the run is continued. */
    private boolean validate(ProgressListener.Stage stage) {
        Map<String, Double> scores;
        if (training.changedAt() != changedAt) {
            changedAt = training.changedAt();
            validation.orElseThrow().renew();
        }
        try {
            scores = validation.orElseThrow().score(context.stop(), note -> stage.at(training.step(), note));
        } catch (Validation.Stopped stopped) {
            return false;
        }
        lastValidated = training.step();
        lastScores = scores;
        List<String> alarms = CollapseSigns.alarms(scores);
        run.record(new MetricsRow.Validated(training.step(), training.stage(), milliseconds(), scores, alarms));
        String key = options.keepBy().id();
        boolean better = !bestScores.containsKey(key) || bestStep <= changedAt || scores.get(key) > bestScores.get(key);
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

    private void say(String alarm) {
        context.progress().say("  alarm: " + alarm);
    }

    private void save() {
        Position position = new Position(
                training.step(),
                seconds(),
                lastValidated,
                bestStep,
                skipped,
                sums,
                summed,
                bestScores,
                lastScores,
                training.phase());
        run.save(training.step(), new Checkpoint(position, training.state(), bestWeights), options.keepCheckpoints());
        context.parallel().ifPresent(shared -> shared.cluster().saved(run.path()));
    }
}
