package io.dlmone.train;

import io.dlmone.backend.Workers;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.optim.NonFiniteUpdate;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import io.dlmone.train.parallel.Averaging;
import io.dlmone.train.parallel.OuterOptimiser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A training in which workers make updates of their own and meet now and then; it advances from one meeting to the
 * next. After a meeting all workers, and their keeper, are in the same state.
 */
final class LocalSteps implements Training {

    private static final String SKIPPED = "skippedUpdates";

    private final Training training;
    private final Workers workers;
    private final Averaging averaging;
    private final OuterOptimiser outer;

    /**
     * A training on its way.
     *
     * @param training whose updates are a worker's own
     * @param workers all of them
     * @param averaging how they agree
     */
    LocalSteps(Training training, Workers workers, Averaging averaging) {
        this.training = training;
        this.workers = workers;
        this.averaging = averaging;
        this.outer = new OuterOptimiser(averaging);
        Map<String, Tensor> state = training.state();
        refuseHistories(state, averaging.steps());
        outer.begin(state);
    }

    /** Goes on from a state with that of the outer optimiser, which the training itself has taken over already. */
    void restore(Map<String, Tensor> state) {
        outer.begin(state);
    }

    /** Updates up to the next meeting, which the end of a phase is too. */
    @Override
    public Map<String, Double> advance() {
        if (training.nextPhase()) {
            outer.begin(training.state());
        }
        Map<String, Double> sums = new TreeMap<>();
        long made = 0;
        Optional<NonFiniteUpdate> skipped = Optional.empty();
        long first = training.step();
        do {
            try {
                training.advance().forEach((name, value) -> sums.merge(name, value, Double::sum));
                made++;
            } catch (NonFiniteUpdate e) {
                skipped = Optional.of(e);
            }
        } while (training.step() - first < averaging.steps() && !training.phaseOver());
        if (made == 0) {
            throw skipped.orElseThrow();
        }
        long updates = made;
        sums.replaceAll((name, sum) -> sum / updates);
        sums.put(SKIPPED, (double) (training.step() - first - made));
        return meet(sums);
    }

    private Map<String, Double> meet(Map<String, Double> measured) {
        Map<String, Tensor> state = new TreeMap<>(training.state());
        List<String> names = state.keySet().stream()
                .filter(name -> state.get(name).type() == DType.FLOAT32)
                .toList();
        float[] mine = new float
                [names.stream().mapToInt(n -> state.get(n).shape().size()).sum() + measured.size()];
        int at = 0;
        for (String name : names) {
            float[] values = state.get(name).floats();
            System.arraycopy(values, 0, mine, at, values.length);
            at += values.length;
        }
        for (double value : measured.values()) {
            mine[at++] = (float) value;
        }
        float[] all = workers.sum(mine);
        at = 0;
        for (String name : names) {
            float[] mean = new float[state.get(name).shape().size()];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = all[at++] / workers.count();
            }
            state.put(name, Tensor.of(state.get(name).shape(), mean));
        }
        training.adopt(outer.step(state));
        Map<String, Double> means = new LinkedHashMap<>();
        for (String name : measured.keySet()) {
            means.put(name, (double) all[at++] / workers.count());
        }
        return means;
    }

    private static void refuseHistories(Map<String, Tensor> state, long steps) {
        if (state.keySet().stream().anyMatch(name -> name.startsWith("times/"))) {
            throw new UserException(new Problem(
                    ErrorId.SETTING_2,
                    "setting local-steps",
                    "0, because this training draws times by the losses seen, which local updates do not share",
                    String.valueOf(steps),
                    "Correct the value, or draw times uniformly."));
        }
    }

    @Override
    public long step() {
        return training.step();
    }

    @Override
    public long total() {
        return training.total();
    }

    @Override
    public boolean finished() {
        return training.finished();
    }

    @Override
    public String stage() {
        return training.stage();
    }

    @Override
    public long sentBytes() {
        return workers.sentBytes();
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>(training.state());
        all.putAll(outer.state());
        return all;
    }

    @Override
    public void adopt(Map<String, Tensor> state) {
        training.adopt(state);
    }

    @Override
    public Optional<Position.PhasePosition> phase() {
        return training.phase();
    }

    @Override
    public Map<String, Tensor> averages() {
        return training.averages();
    }

    @Override
    public long changedAt() {
        return training.changedAt();
    }

    @Override
    public boolean validAtStart() {
        return training.validAtStart();
    }
}
