package io.dlmone.train;

import io.dlmone.backend.Backend;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.Role;
import io.dlmone.data.Split;
import io.dlmone.eval.Bootstrap;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.Evaluator;
import io.dlmone.eval.EvaluatorOptions;
import io.dlmone.eval.JointScore;
import io.dlmone.eval.MeaningJudge;
import io.dlmone.eval.Measure;
import io.dlmone.eval.OutputText;
import io.dlmone.eval.ReferenceSet;
import io.dlmone.eval.SlotErrors;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Parameters;
import io.dlmone.student.TextGenerator;
import io.dlmone.text.SentencePair;
import io.dlmone.tokenizer.WordTokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Scores the weights of a training run on sources of the valid split, always the same ones with the same noise. Owns
 * its generator.
 */
final class Validation implements AutoCloseable {

    /** Sentences generated together. */
    static final int BATCH = 50;

    private static final int TEACHER_STEPS = 20;

    private static final Bootstrap NO_INTERVALS = new Bootstrap(1, 0);

    private final ReferenceSet references;
    private final Optional<MeaningJudge> judge;
    private final SelectionMetric keepBy;
    private final IntFunction<TextGenerator> generators;
    private final Optional<IntFunction<TextGenerator>> teacher;
    private Optional<TextGenerator> generator = Optional.empty();
    private Optional<JointScore> joint = Optional.empty();

    /**
     * Prepares validation.
     *
     * @param generators makes a generator over the live weights, as they are to write now, for batches of the given
     *     size
     * @param teacher makes one over the teacher's, against which a student is scored
     */
    Validation(
            DataSet data,
            RunOptions options,
            IntFunction<TextGenerator> generators,
            Optional<IntFunction<TextGenerator>> teacher) {
        this(
                references(data.read(Split.VALID), options.validLimit()),
                data::judge,
                options.keepBy(),
                generators,
                teacher);
    }

    private Validation(
            ReferenceSet references,
            Function<List<String>, Optional<MeaningJudge>> judge,
            SelectionMetric keepBy,
            IntFunction<TextGenerator> generators,
            Optional<IntFunction<TextGenerator>> teacher) {
        this.references = references;
        this.judge = judge.apply(references.sources());
        this.keepBy = keepBy;
        this.generators = generators;
        this.teacher = teacher;
    }

    /** That of a teacher's training, on some pairs. */
    static Validation ofTeacher(
            NetworkOptions.Beginning network,
            Parameters averages,
            List<SentencePair> valid,
            RunOptions options,
            Backend backend) {
        return new Validation(
                references(valid, options.validLimit()),
                sources -> Optional.empty(),
                options.keepBy(),
                generators(network, averages, options, backend),
                Optional.empty());
    }

    /** That of a teacher's training. */
    static Validation ofTeacher(
            NetworkOptions.Beginning network, Parameters averages, DataSet data, RunOptions options, Backend backend) {
        return new Validation(data, options, generators(network, averages, options, backend), Optional.empty());
    }

    private static IntFunction<TextGenerator> generators(
            NetworkOptions.Beginning network, Parameters averages, RunOptions options, Backend backend) {
        TeacherModel model = network.model();
        return batch -> new TextGenerator(
                model,
                model.layout(network.tokenizer()),
                averages,
                Role.TEACHER,
                ofTeacher(model),
                backend,
                new TextGenerator.Options(batch, options.seed()));
    }

    /** How a teacher writes in validation: corrected DDIM, rounded and guided as the model says. */
    static GenerationConfig ofTeacher(TeacherModel model) {
        return GenerationConfig.teacher(
                model, "ddim", Math.min(TEACHER_STEPS, model.schedule().maxCalls()));
    }

    private int batch() {
        return Math.min(BATCH, references.sources().size());
    }

    /** The first distinct sources of some rows with all their targets. */
    static ReferenceSet references(List<SentencePair> rows, int limit) {
        ReferenceSet all = ReferenceSet.grouped(
                rows.stream().map(SentencePair::source).toList(),
                rows.stream().map(SentencePair::target).toList());
        int n = limit == 0
                ? all.sources().size()
                : Math.min(limit, all.sources().size());
        return new ReferenceSet(all.sources().subList(0, n), all.references().subList(0, n));
    }

    /** References as they are scored: what a model writes has its words whole, data may have them in pieces. */
    static List<List<String>> whole(ReferenceSet set) {
        return set.references().stream()
                .map(each -> each.stream().map(WordTokenizer::joined).toList())
                .toList();
    }

    /** Thrown out of a validation that was asked to stop. */
    static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    /**
     * BLEU and, where they can be told, meaning accuracy, well-formedness and the slot error rate, or without a judge
     * exact match and 1 less the token error rate; for the joint scores also self-BLEU, div-4, the number of different
     * right sentences and themselves; the signs of {@link CollapseSigns}. The teacher is scored when it is first
     * needed.
     *
     * @param progress hears how many network calls are made
     * @throws Stopped if {@code stop} became true on the way
     */
    Map<String, Double> score(BooleanSupplier stop, Consumer<String> progress) {
        if (keepBy.isRelative() && joint.isEmpty()) {
            Optional<Evaluation> teachers =
                    teacher.map(made -> evaluate(made, stop, done -> progress.accept("scoring the teacher: " + done)));
            joint = Optional.of(new JointScore(teachers, variety()));
        }
        TextGenerator current = generator.orElseGet(() -> generators.apply(batch()));
        generator = Optional.of(current);
        List<List<String>> outputs = outputs(current, stop, done -> progress.accept("validating: " + done));
        Evaluation e = evaluate(outputs);
        Map<String, Double> scores = new LinkedHashMap<>();
        scores.put("bleu", e.bleu());
        if (judge.isPresent()) {
            scores.put("meaningAccuracy", e.meaningAccuracy());
            scores.put("wellFormed", e.wellFormed());
        }
        if (tellsErrors()) {
            scores.put(SelectionMetric.EXACT.id(), e.exactMatch());
            scores.put(SelectionMetric.TOKENS.id(), 1 - e.tokenErrors());
        }
        e.estimate(Measure.SLOT_ERRORS).ifPresent(errors -> scores.put("slotErrors", errors.value()));
        joint.ifPresent(score -> {
            scores.put("selfBleu", e.selfBleu());
            scores.put("div4", e.div4());
            e.estimate(Measure.DISTINCT_RIGHT).ifPresent(right -> scores.put("distinctRight", right.value()));
            scores.put(keepBy.id(), score.of(e));
        });
        scores.putAll(CollapseSigns.signs(outputs));
        return scores;
    }

    /** Where nobody knows the meaning, how near outputs are to references says most. */
    private boolean tellsErrors() {
        return judge.isEmpty() || keepBy == SelectionMetric.EXACT || keepBy == SelectionMetric.TOKENS;
    }

    private Measure variety() {
        return keepBy == SelectionMetric.JOINT
                ? Measure.DIV_4
                : judge.isPresent() ? Measure.DISTINCT_RIGHT : Measure.DISTINCT;
    }

    private Evaluation evaluate(IntFunction<TextGenerator> made, BooleanSupplier stop, Consumer<String> progress) {
        try (TextGenerator over = made.apply(batch())) {
            return evaluate(outputs(over, stop, progress));
        }
    }

    /** Network calls of a validation. */
    int calls() {
        return calls(generator.orElseThrow());
    }

    private int calls(TextGenerator from) {
        return from.calls(references.sources().size() * keepBy.samples());
    }

    private List<List<String>> outputs(TextGenerator from, BooleanSupplier stop, Consumer<String> progress) {
        int all = calls(from);
        return from
                .samples(references.sources(), 0, keepBy.samples(), done -> {
                    if (stop.getAsBoolean()) {
                        throw new Stopped();
                    }
                    progress.accept(done + " of " + all + " network calls");
                })
                .stream()
                .map(row ->
                        row.stream().map(g -> OutputText.recover(g.official())).toList())
                .toList();
    }

    private Evaluation evaluate(List<List<String>> outputs) {
        EvaluatorOptions options = EvaluatorOptions.DEFAULT
                .withJudge(judge)
                .withSlotErrors(SlotErrors.isDelexicalised(references.sources()))
                .withTokenErrors(tellsErrors())
                .withBootstrap(NO_INTERVALS);
        return Evaluator.evaluate(references.sources(), whole(references), outputs, options);
    }

    /** Lets go of the generator, because the weights are to write in another way from now on. */
    void renew() {
        generator.ifPresent(TextGenerator::close);
        generator = Optional.empty();
    }

    @Override
    public void close() {
        renew();
    }
}
