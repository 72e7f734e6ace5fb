package io.dlmone.train;

import io.dlmone.backend.Backend;
import io.dlmone.distill.Distillation;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** The phases of a recipe, one after the other, as {@link TrainingLoop} drives them. */
final class DistillTraining implements Training {

    private final Backend backend;
    private final Distillation distillation;
    private final List<Phase> phases;
    private final List<DistillationSettings> settings;
    private final double limit;
    private final DoubleSupplier clock;
    private final double started;
    private Supplier<Optional<Map<String, Tensor>>> best = Optional::empty;
    private int phase;
    private long step;
    private double secondsBefore;
    private double phaseBegan;

    /**
     * Begins the first phase.
     *
     * @param limit seconds for all phases; 0: none
     * @param clock seconds from any origin
     */
    DistillTraining(
            Backend backend,
            Distillation distillation,
            List<Phase> phases,
            List<DistillationSettings> settings,
            double limit,
            DoubleSupplier clock) {
        this.backend = backend;
        this.distillation = distillation;
        this.phases = phases;
        this.settings = settings;
        this.limit = limit;
        this.clock = clock;
        this.started = clock.getAsDouble();
        begin(0);
    }

    private void begin(int index) {
        phase = index;
        phaseBegan = elapsed();
        if (settings.get(index).get(DistillationSettings.START) == DistillationSettings.Start.BEST) {
            best.get().ifPresent(distillation::begin);
        }
        distillation.objective(phases.get(index).objective(), settings.get(index));
    }

    /** Says where the weights of the best validation so far are, for phases that begin with them. */
    void startFrom(Supplier<Optional<Map<String, Tensor>>> weights) {
        best = weights;
    }

    /** Continues where a checkpoint was made. */
    void restore(Checkpoint checkpoint) {
        Position at = checkpoint.position();
        restore(at.step(), at.phase().orElse(Position.PhasePosition.FIRST), checkpoint.state());
    }

    /** Continues with a state after so many updates. */
    void restore(long atStep, Position.PhasePosition at, Map<String, Tensor> state) {
        step = atStep;
        secondsBefore = at.trainingSeconds();
        begin(at.index());
        phaseBegan = at.began();
        distillation.restore(state);
    }

    @Override
    public void adopt(Map<String, Tensor> state) {
        distillation.restore(state);
    }

    private double elapsed() {
        return secondsBefore + clock.getAsDouble() - started;
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public long total() {
        boolean counted = limit == 0 && phases.stream().allMatch(p -> p.iterations() > 0);
        return counted ? phases.stream().mapToLong(Phase::iterations).sum() : 0;
    }

    @Override
    public boolean finished() {
        return limit > 0 && elapsed() >= limit || phase == phases.size() - 1 && phaseOver();
    }

    @Override
    public boolean phaseOver() {
        Phase p = phases.get(phase);
        return p.iterations() > 0 && distillation.iteration() >= p.iterations()
                || p.seconds() > 0 && elapsed() - phaseBegan >= p.seconds();
    }

    @Override
    public String stage() {
        return phases.get(phase).objective();
    }

    @Override
    public boolean nextPhase() {
        boolean over = phaseOver() && phase < phases.size() - 1;
        if (over) {
            begin(phase + 1);
        }
        return over;
    }

    @Override
    public Map<String, Double> advance() {
        nextPhase();
        step++;
        return distillation.iterate();
    }

    @Override
    public long sentBytes() {
        return backend.workers().sentBytes();
    }

    @Override
    public Map<String, Tensor> state() {
        return distillation.state();
    }

    @Override
    public Optional<Position.PhasePosition> phase() {
        return Optional.of(new Position.PhasePosition(phase, phaseBegan, elapsed()));
    }

    @Override
    public Map<String, Tensor> averages() {
        return distillation.average().read(backend);
    }

    @Override
    public long changedAt() {
        return phase > 0 && distillation.isFused() ? step - distillation.iteration() : -1;
    }

    @Override
    public boolean validAtStart() {
        return true;
    }
}
