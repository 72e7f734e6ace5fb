package io.dlmone.train;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.error.UserException;
import io.dlmone.eval.BertScore;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.Evaluator;
import io.dlmone.eval.EvaluatorOptions;
import io.dlmone.eval.MeaningJudge;
import io.dlmone.eval.MinimumBayesRisk;
import io.dlmone.eval.NearestInput;
import io.dlmone.eval.OutputText;
import io.dlmone.eval.ReferenceSet;
import io.dlmone.eval.SlotErrors;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.text.SentencePair;
import io.dlmone.tokenizer.WordTokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Evaluates systems side by side on the same sources with the same measures. */
public final class EvaluateRun {

    private static final double NANOS_PER_MILLI = 1e6;

    /** A model that is ready to write. */
    private record Loaded(SystemSpec spec, ModelBundle bundle) {}

    private final EvaluateOptions options;
    private final RunContext context;
    private final Optional<BertScore> bertScore;
    private final SampleWriter writer;
    private final List<Runnable> sentences = new ArrayList<>();

    /**
     * An evaluation without BERTScore.
     *
     * @param options what is asked for
     * @param context with the engine
     */
    public EvaluateRun(EvaluateOptions options, RunContext context) {
        this(options, context, Optional.empty());
    }

    /**
     * With BERTScore, whose encoder stays the caller's.
     *
     * @param options what is asked for
     * @param context with the engine
     * @param bertScore empty: not measured
     */
    public EvaluateRun(EvaluateOptions options, RunContext context, Optional<BertScore> bertScore) {
        this(options, context, bertScore, new LocalWriter());
    }

    /**
     * With texts that are written elsewhere.
     *
     * @param options what is asked for
     * @param context with the engine
     * @param bertScore empty: not measured
     * @param writer writes the texts
     */
    public EvaluateRun(
            EvaluateOptions options, RunContext context, Optional<BertScore> bertScore, SampleWriter writer) {
        this.options = options;
        this.context = context;
        this.bertScore = bertScore;
        this.writer = writer;
    }

    /**
     * Generates and scores. All models are loaded, and found to fit, before the first one writes.
     *
     * @return the results
     * @throws UserException if a model, the data or a setting cannot be used
     */
    public List<SystemResult> run() {
        return run(results -> {});
    }

    /**
     * {@return as {@link #run()}; the results are shown before sentences are written, which may fail}
     *
     * @param shown takes the results
     */
    public List<SystemResult> run(Consumer<List<SystemResult>> shown) {
        List<SystemResult> results = results();
        shown.accept(results);
        sentences.forEach(Runnable::run);
        return results;
    }

    /**
     * Refuses what keeps this from running, all of it at once; generates and writes nothing.
     *
     * @throws UserException if a model, the data or a setting cannot be used
     */
    public void require() {
        prepare(ProgressListener.NONE);
    }

    /**
     * What is there before the first sentence is written.
     *
     * @param systems the seeds of each
     */
    private record Prepared(DataSet data, ReferenceSet references, List<List<Loaded>> systems) {}

    private Prepared prepare(ProgressListener progress) {
        options.output().ifPresent(file -> OutputFiles.require(file, drawn()));
        DataSet data = DataSet.open(options.data());
        ReferenceSet references = Validation.references(data.read(options.split()), options.limit());
        int most = Integer.MAX_VALUE / references.sources().size();
        Checks checks = new Checks()
                .require(
                        drawn() <= most,
                        "samples, setting candidates",
                        "at most " + most + " sentences for each of "
                                + references.sources().size() + " sources",
                        String.valueOf(drawn()));
        if (options.nearest()) {
            checks.attempt(() -> data.read(Split.TRAIN));
        }
        Map<String, ModelBundle> models = new HashMap<>();
        List<List<Loaded>> systems = new ArrayList<>();
        for (SystemSpec spec : options.systems()) {
            List<Loaded> seeds = new ArrayList<>();
            spec.seeds().forEach(one -> checks.attempt(() -> seeds.add(load(one, references, models, progress))));
            systems.add(seeds);
        }
        checks.refuse();
        return new Prepared(data, references, systems);
    }

    private List<SystemResult> results() {
        Prepared prepared = prepare(context.progress());
        ReferenceSet references = prepared.references();
        Optional<MeaningJudge> judge = prepared.data().judge(references.sources());
        boolean slots = SlotErrors.isDelexicalised(references.sources());
        EvaluatorOptions measures = EvaluatorOptions.DEFAULT
                .withSlotErrors(slots)
                .withTokenErrors(judge.isEmpty())
                .withJudge(judge)
                .withBertScore(bertScore);
        List<SystemResult> results = new ArrayList<>();
        if (options.nearest()) {
            results.add(nearest(prepared.data(), references, measures));
        }
        for (List<Loaded> seeds : prepared.systems()) {
            results.addAll(together(seeds.stream()
                    .map(one -> evaluate(one, references, measures))
                    .toList()));
        }
        return results;
    }

    /** A model is read once, however many systems it is, and its fit to the data told once. */
    private Loaded load(
            SystemSpec spec, ReferenceSet references, Map<String, ModelBundle> models, ProgressListener progress) {
        ModelBundle saved = models.get(spec.model());
        if (saved == null) {
            saved = ModelDirectory.load(spec.model());
            String what = "the " + options.split() + " split of " + options.data();
            VocabularyFit.of(saved.tokenizer(), references.sources()).require(what, "model " + spec.model(), progress);
            models.put(spec.model(), saved);
        }
        return new Loaded(spec, spec.apply(saved));
    }

    /** The results of a system's seeds, and of several their mean; then the same for the choice among candidates. */
    private static List<SystemResult> together(List<List<SystemResult>> seeds) {
        List<SystemResult> all = new ArrayList<>();
        for (int kind = 0; kind < seeds.get(0).size(); kind++) {
            int k = kind;
            List<SystemResult> each =
                    seeds.stream().map(results -> results.get(k)).toList();
            all.addAll(each);
            if (each.size() > 1) {
                all.add(SystemResult.ofSeeds(each));
            }
        }
        return all;
    }

    private SystemResult nearest(DataSet data, ReferenceSet references, EvaluatorOptions measures) {
        List<SentencePair> train = data.read(Split.TRAIN);
        NearestInput index = new NearestInput(
                train.stream().map(SentencePair::source).toList(),
                train.stream().map(row -> WordTokenizer.joined(row.target())).toList());
        long before = System.nanoTime();
        List<List<String>> answers = index.targetsFor(references.sources());
        double millis = (System.nanoTime() - before) / NANOS_PER_MILLI / answers.size();
        Evaluation evaluation = Evaluator.evaluate(
                        references.sources(), Validation.whole(references), answers, measures)
                .withCost(0, millis);
        return new SystemResult("nearest input", about("nearest", Map.of()), evaluation, references.sources(), answers);
    }

    /** One system, and its choice among candidates if there are several. */
    private List<SystemResult> evaluate(Loaded system, ReferenceSet references, EvaluatorOptions measures) {
        List<String> sources = references.sources();
        int drawn = drawn();
        int batch = Math.min(options.batch(), sources.size() * drawn);
        ModelBundle bundle = system.bundle();
        String name = system.spec().label(bundle);
        Map<String, Object> about = about(system.spec().model(), generation(bundle, batch));
        SampleWriter.Written written =
                writer.write(new SampleWriter.Order(name, bundle, sources, drawn, batch, options.seed()), context);
        List<List<Generated>> texts = written.texts();
        int calls = written.callsPerSentence();
        double millis = written.millisPerSentence();
        options.output()
                .ifPresent(file -> sentences.add(() -> OutputFiles.write(file, bundle.tokenizer(), references, texts)));
        List<SystemResult> results = new ArrayList<>();
        Evaluation each = evaluate(references, first(texts, options.samples()), measures);
        results.add(new SystemResult(
                name,
                about,
                each.withCost(calls, millis),
                sources,
                map(first(texts, options.samples()), Generated::text)));
        if (options.candidates() > 1) {
            int k = options.candidates();
            List<List<Generated>> chosen = chosen(first(texts, k));
            Evaluation choice = evaluate(references, chosen, measures);
            about = new LinkedHashMap<>(about);
            about.put(SystemResult.CANDIDATES, k);
            results.add(new SystemResult(
                    name + ", MBR-" + k,
                    about,
                    choice.withCost((double) k * calls, k * millis),
                    sources,
                    map(chosen, Generated::text)));
        }
        return results;
    }

    /** Sentences for each source. */
    private int drawn() {
        return Math.max(options.samples(), options.candidates());
    }

    private static Evaluation evaluate(
            ReferenceSet references, List<List<Generated>> samples, EvaluatorOptions measures) {
        return Evaluator.evaluate(
                references.sources(),
                Validation.whole(references),
                map(samples, g -> OutputText.recover(g.official())),
                measures);
    }

    private static List<List<Generated>> chosen(List<List<Generated>> candidates) {
        return candidates.stream()
                .map(row -> row.get(MinimumBayesRisk.choose(
                        row.stream().map(g -> OutputText.recover(g.official())).toList())))
                .map(List::of)
                .toList();
    }

    private static List<List<Generated>> first(List<List<Generated>> rows, int columns) {
        return rows.stream().map(row -> row.subList(0, columns)).toList();
    }

    private static List<List<String>> map(List<List<Generated>> rows, Function<Generated, String> text) {
        return rows.stream().map(row -> row.stream().map(text).toList()).toList();
    }

    private static Map<String, Object> generation(ModelBundle bundle, int batch) {
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("role", bundle.role().id());
        made.putAll(bundle.generation().toMap());
        made.put("batch", batch);
        return made;
    }

    private Map<String, Object> about(String model, Map<String, Object> made) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("model", model);
        about.putAll(made);
        about.put("data", options.data());
        about.put("split", options.split().id());
        about.put("seed", options.seed());
        about.putAll(context.engine().toConfig());
        return about;
    }
}
