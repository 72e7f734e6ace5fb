package io.dlmone.cli.run;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.student.ModelBundle;
import io.dlmone.student.ModelDirectory;
import io.dlmone.student.Role;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes a sentence, or several, for each line of a text, a batch at a time, so that it can stand in a pipe. */
public final class GenerateRun {

    private final SystemSpec system;
    private final int samples;
    private final int batch;
    private final long seed;
    private final RunContext context;

    /**
     * Prepares generation.
     *
     * @param samples sentences for each source
     * @param batch sources taken together
     */
    public GenerateRun(SystemSpec system, int samples, int batch, long seed, RunContext context) {
        new Checks()
                .atLeast("--samples", samples, 1)
                .atLeast("--batch", batch, 1)
                .refuse();
        this.system = system;
        this.samples = samples;
        this.batch = batch;
        this.seed = seed;
        this.context = context;
    }

    /** Sentences for one source: {@code [sample]}. */
    public record Written(String source, List<String> texts) {}

    /**
     * Reads lines to the end. Batches are as large as the input allows without waiting, up to the limit, and are handed
     * over as soon as they are done.
     *
     * @throws UserException if the model cannot be used or the input is not UTF-8
     */
    public void run(BufferedReader lines, Consumer<List<Written>> out) {
        ModelBundle saved = ModelDirectory.load(system.model());
        requireTeacherFlags(saved);
        ModelBundle bundle = system.apply(saved);
        try (TextGenerator generator =
                new TextGenerator(bundle, context.backend(), new TextGenerator.Options(batch, seed))) {
            int first = 0;
            boolean warned = false;
            for (List<String> part = next(lines); !part.isEmpty(); part = next(lines)) {
                warned = warned || warnOfUnknownWords(bundle, part);
                out.accept(write(generator, part, first));
                first += (int) part.stream().filter(line -> !line.isBlank()).count();
            }
        }
    }

    private void requireTeacherFlags(ModelBundle bundle) {
        boolean asked = system.sampler().isPresent() || system.steps().orElse(1) != 1;
        new Checks()
                .require(
                        bundle.role() == Role.TEACHER || !asked,
                        "--sampler, --steps",
                        "neither, because model " + system.model() + " is a student, which writes in one step",
                        system.sampler().orElse("") + " "
                                + (system.steps().isPresent() ? system.steps().getAsInt() : ""))
                .refuse();
    }

    private boolean warnOfUnknownWords(ModelBundle bundle, List<String> sources) {
        VocabularyFit fit = VocabularyFit.of(bundle.tokenizer(), sources);
        if (fit.unknown() > 0) {
            context.progress()
                    .say("words that model " + system.model() + " does not know, such as '"
                            + String.join("', '", fit.examples()) + "', are read as one unknown word");
        }
        return fit.unknown() > 0;
    }

    /** A blank line stays blank, so that lines out stand beside lines in. */
    private List<Written> write(TextGenerator generator, List<String> lines, int first) {
        List<String> sources = lines.stream().filter(line -> !line.isBlank()).toList();
        List<List<Generated>> bySample = new ArrayList<>();
        for (int k = 0; k < samples && !sources.isEmpty(); k++) {
            bySample.add(generate(generator, sources, first, k));
        }
        List<Written> written = new ArrayList<>();
        int row = 0;
        for (String line : lines) {
            List<String> texts = new ArrayList<>();
            for (int k = 0; k < samples; k++) {
                texts.add(line.isBlank() ? "" : bySample.get(k).get(row).text());
            }
            written.add(new Written(line, texts));
            row += line.isBlank() ? 0 : 1;
        }
        return written;
    }

    private List<Generated> generate(TextGenerator generator, List<String> sources, int first, int sample) {
        if (generator.callsPerSentence() == 1) {
            return generator.generate(sources, first, sample, done -> {});
        }
        int calls = generator.calls(sources.size());
        try (Progress.Stage stage = context.progress().begin("generate", "network calls", calls)) {
            return generator.generate(sources, first, sample, done -> stage.at(done, ""));
        }
    }

    /** At least one line unless the input is at its end; then as many as are there already. */
    private List<String> next(BufferedReader lines) {
        List<String> batchLines = new ArrayList<>();
        try {
            while (batchLines.isEmpty() || batchLines.size() < batch && lines.ready()) {
                String line = lines.readLine();
                if (line == null) {
                    break;
                }
                batchLines.add(line.strip());
            }
        } catch (CharacterCodingException e) {
            throw new UserException(new Problem(
                    "DLM-TEXT-1", "input", "text in UTF-8", "bytes that are not", "Convert the text to UTF-8."));
        } catch (IOException e) {
            throw new UserException(new Problem(
                    "DLM-TEXT-2", "input", "readable text", String.valueOf(e.getMessage()), "Check the input."));
        }
        return batchLines;
    }
}
