package io.dlmone.cli.run;

import io.dlmone.data.SentencePair;
import io.dlmone.data.Split;
import io.dlmone.error.UserException;
import io.dlmone.eval.DiffuSeqText;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.Evaluator;
import io.dlmone.eval.EvaluatorOptions;
import io.dlmone.eval.MeaningJudge;
import io.dlmone.eval.NearestInput;
import io.dlmone.eval.ReferenceSet;
import io.dlmone.eval.SlotErrors;
import io.dlmone.io.AtomicFiles;
import io.dlmone.student.ModelBundle;
import io.dlmone.student.ModelDirectory;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates systems side by side on the same sources with the same measures. */
public final class EvaluateRun {

    /** A system of at most this many calls is warmed up, because its first batch would be much of what is measured. */
    private static final int FEW_CALLS = 20;

    private static final double NANOS_PER_MILLI = 1e6;

    private final EvaluateOptions options;
    private final RunContext context;

    public EvaluateRun(EvaluateOptions options, RunContext context) {
        this.options = options;
        this.context = context;
    }

    /**
     * Generates and scores. All models are loaded, and found to fit, before the first one writes.
     *
     * @throws UserException if a model, the data or a setting cannot be used
     */
    public List<SystemResult> run() {
        TaskData data = TaskData.open(options.data());
        ReferenceSet references = Validation.references(data.read(options.split()), options.limit());
        Optional<MeaningJudge> judge = data.judge(references.sources());
        boolean slots = SlotErrors.isDelexicalised(references.sources());
        EvaluatorOptions measures = EvaluatorOptions.DEFAULT.withSlotErrors(slots);
        EvaluatorOptions judged = judge.map(measures::withJudge).orElse(measures);
        List<ModelBundle> bundles = new ArrayList<>();
        for (SystemSpec spec : options.systems()) {
            ModelBundle bundle = spec.apply(ModelDirectory.load(spec.model()));
            String what = "the " + options.split() + " split of " + options.data();
            VocabularyFit.of(bundle.tokenizer(), references.sources())
                    .require(what, "model " + spec.model(), context.progress());
            bundles.add(bundle);
        }
        List<SystemResult> results = new ArrayList<>();
        if (options.nearest()) {
            results.add(nearest(data, references, judged));
        }
        for (int i = 0; i < bundles.size(); i++) {
            results.add(evaluate(options.systems().get(i), bundles.get(i), references, judged));
        }
        return results;
    }

    private SystemResult nearest(TaskData data, ReferenceSet references, EvaluatorOptions measures) {
        List<SentencePair> train = data.read(Split.TRAIN);
        NearestInput index = new NearestInput(
                train.stream().map(SentencePair::source).toList(),
                train.stream().map(SentencePair::target).toList());
        long before = System.nanoTime();
        List<List<String>> answers = index.targetsFor(references.sources());
        double millis = (System.nanoTime() - before) / NANOS_PER_MILLI / answers.size();
        Evaluation evaluation = Evaluator.evaluate(references.sources(), references.references(), answers, measures)
                .withCost(0, millis);
        return new SystemResult("nearest input", about("nearest", Map.of()), evaluation, references.sources(), answers);
    }

    private SystemResult evaluate(
            SystemSpec spec, ModelBundle bundle, ReferenceSet references, EvaluatorOptions measures) {
        List<String> sources = references.sources();
        int batch = Math.min(options.batch(), sources.size());
        try (TextGenerator generator =
                new TextGenerator(bundle, context.backend(), new TextGenerator.Options(batch, options.seed()))) {
            String name = spec.label(bundle);
            if (generator.callsPerSentence() <= FEW_CALLS) {
                generator.generate(sources.subList(0, batch), options.samples(), done -> {});
            }
            List<List<Generated>> samples = new ArrayList<>();
            long before = System.nanoTime();
            for (int k = 0; k < options.samples(); k++) {
                String stage = options.samples() == 1 ? name : name + ", sample " + (k + 1);
                try (Progress.Stage shown =
                        context.progress().begin(stage, "network calls", generator.calls(sources.size()))) {
                    samples.add(generator.generate(sources, k, done -> shown.at(done, "")));
                }
            }
            double millis = (System.nanoTime() - before) / NANOS_PER_MILLI / sources.size() / options.samples();
            if (options.output().isPresent()) {
                writeOutputs(options.output().get(), bundle, references, samples);
            }
            List<List<String>> cleaned = transposed(samples).stream()
                    .map(row -> row.stream()
                            .map(g -> DiffuSeqText.recover(g.official()))
                            .toList())
                    .toList();
            List<List<String>> texts = transposed(samples).stream()
                    .map(row -> row.stream().map(Generated::text).toList())
                    .toList();
            Evaluation evaluation = Evaluator.evaluate(sources, references.references(), cleaned, measures)
                    .withCost(generator.callsPerSentence(), millis);
            return new SystemResult(name, about(spec.model(), generation(bundle, batch)), evaluation, sources, texts);
        }
    }

    private static Map<String, Object> generation(ModelBundle bundle, int batch) {
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("role", bundle.role().id());
        made.put("sampler", bundle.generation().sampler());
        made.put("steps", bundle.generation().steps());
        made.put("round", bundle.generation().round());
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

    private static <T> List<List<T>> transposed(List<List<T>> samples) {
        List<List<T>> rows = new ArrayList<>();
        for (int i = 0; i < samples.get(0).size(); i++) {
            List<T> row = new ArrayList<>();
            for (List<T> sample : samples) {
                row.add(sample.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** One file for each sample, as the official script writes one for each seed; a source's first reference. */
    private static void writeOutputs(
            Path first, ModelBundle bundle, ReferenceSet references, List<List<Generated>> samples) {
        for (int k = 0; k < samples.size(); k++) {
            List<Generated> sample = samples.get(k);
            AtomicFiles.write(numbered(first, k), out -> {
                for (int i = 0; i < sample.size(); i++) {
                    Map<String, String> row = new LinkedHashMap<>();
                    row.put("recover", sample.get(i).official());
                    row.put(
                            "reference",
                            framed(bundle, references.references().get(i).get(0), 1));
                    row.put("source", framed(bundle, references.sources().get(i), 2));
                    out.write((Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            });
        }
    }

    /** A text as the model sees it: encoded and decoded again, between the marks of the layout. */
    private static String framed(ModelBundle bundle, String text, int separators) {
        String seen = bundle.tokenizer().decode(bundle.tokenizer().encode(text));
        return "[CLS] " + seen + " [SEP]".repeat(separators);
    }

    /** {@code out.jsonl}, {@code out-2.jsonl}, {@code out-3.jsonl} … */
    static Path numbered(Path first, int k) {
        if (k == 0) {
            return first;
        }
        String name = first.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String number = "-" + (k + 1);
        return first.resolveSibling(dot < 1 ? name + number : name.substring(0, dot) + number + name.substring(dot));
    }
}
