package io.dlmone.train;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.error.UserException;
import io.dlmone.eval.MinimumBayesRisk;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.unicode.WhiteSpace;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes a sentence, or several, for each line of a text, a batch at a time, so that it can stand in a pipe. */
public final class GenerateRun {

    /** Sentences held in memory at most. */
    private static final int HELD = 1 << 20;

    /** What writes in so few calls shows no progress within a batch. */
    private static final int FEW_CALLS = 2;

    private final SystemSpec system;
    private final int samples;
    private final int candidates;
    private final int batch;
    private final long seed;
    private final RunContext context;

    /**
     * Prepares generation.
     *
     * @param system the model, and how it is to write
     * @param samples sentences for each source
     * @param candidates sentences from which each of these is chosen by minimum Bayes risk; 1: no choice
     * @param batch sentences made together, and sources read at once
     * @param seed of the noise
     * @param context with the engine
     */
    public GenerateRun(SystemSpec system, int samples, int candidates, int batch, long seed, RunContext context) {
        new Checks()
                .whole("samples", samples, 1, Checks.MOST_SENTENCES)
                .whole("candidates", candidates, 1, Checks.MOST_SENTENCES)
                .require(
                        (long) samples * candidates <= Checks.MOST_SENTENCES,
                        "samples times setting candidates",
                        "at most " + Checks.MOST_SENTENCES + " sentences for a source",
                        String.valueOf((long) samples * candidates))
                .whole("batch", batch, 1, Checks.MOST_TOGETHER)
                .refuse();
        this.system = system;
        this.samples = samples;
        this.candidates = candidates;
        this.batch = batch;
        this.seed = seed;
        this.context = context;
    }

    /**
     * Sentences for one source: {@code [sample]}.
     *
     * @param source the source
     * @param texts one for each sample
     */
    public record Written(String source, List<String> texts) {}

    /**
     * Reads lines to the end. Batches are as large as the input allows without waiting, up to the limit, and are handed
     * over as soon as they are done.
     *
     * @param input a source in each line
     * @param out takes the texts, in order
     * @throws UserException if the model cannot be used, the input is not UTF-8 or a line has more than 1,048,576
     *     characters
     */
    public void run(BufferedReader input, Consumer<List<Written>> out) {
        SourceLines lines = new SourceLines(input);
        ModelBundle bundle = system.load();
        try (TextGenerator generator =
                new TextGenerator(bundle, context.backend(), new TextGenerator.Options(batch, seed))) {
            ReadingReport report = new ReadingReport(system.model(), context.progress());
            int first = 0;
            for (List<String> part = next(lines); !part.isEmpty(); part = next(lines)) {
                List<String> sources =
                        part.stream().filter(line -> !WhiteSpace.isAll(line)).toList();
                List<List<Generated>> drawn = draw(generator, sources, first);
                report.add(drawn.stream().map(row -> row.get(0).reading()).toList());
                out.accept(written(part, drawn.iterator()));
                first += sources.size();
            }
            report.end();
        }
    }

    /** A blank line stays blank, so that lines out stand beside lines in. */
    private List<Written> written(List<String> lines, Iterator<List<Generated>> drawn) {
        return lines.stream()
                .map(line -> new Written(
                        line, WhiteSpace.isAll(line) ? Collections.nCopies(samples, "") : chosen(drawn.next())))
                .toList();
    }

    private List<List<Generated>> draw(TextGenerator generator, List<String> sources, int first) {
        int each = samples * candidates;
        if (generator.callsPerSentence() <= FEW_CALLS) {
            return generator.samples(sources, first, each, done -> {});
        }
        int calls = generator.calls(sources.size() * each);
        try (ProgressListener.Stage stage = context.progress().begin("generate", "network calls", calls)) {
            return generator.samples(sources, first, each, done -> stage.at(done, ""));
        }
    }

    private List<String> chosen(List<Generated> drawn) {
        List<String> texts = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            List<Generated> among = drawn.subList(k * candidates, (k + 1) * candidates);
            texts.add(
                    MinimumBayesRisk.select(among.stream().map(Generated::text).toList()));
        }
        return texts;
    }

    /** At least one line unless the input is at its end; then as many as are there already. */
    private List<String> next(SourceLines lines) {
        List<String> batchLines = new ArrayList<>();
        int most = Math.min(batch, HELD / (samples * candidates));
        while (batchLines.isEmpty() || batchLines.size() < most && lines.ready()) {
            Optional<String> line = lines.next();
            if (line.isEmpty()) {
                break;
            }
            batchLines.add(WhiteSpace.strip(line.get()));
        }
        return batchLines;
    }
}
