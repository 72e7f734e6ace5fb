package io.dlmone.train;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.io.OutputPlace;
import io.dlmone.ngrams.NgramModel;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a model with n-grams of a model without: they are counted over the target positions of the training rows, as
 * the network sees them.
 *
 * @param model the model to begin with
 * @param data whose training rows are counted
 * @param weight of the n-grams when the model writes
 * @param slotWeight of placeholders that are missing or too many when it writes
 * @param out the model directory to write, new or empty
 */
public record NgramsRun(String model, String data, double weight, double slotWeight, Path out) {

    /** The verb. */
    public static final String VERB = "ngrams";

    /** The most that n-grams and placeholders may weigh. */
    public static final double MOST_WEIGHT = 1e6;

    /**
     * Counts and writes.
     *
     * @param progress is told
     * @param clock tells the time
     * @throws io.dlmone.error.UserException if model, data or weight cannot be used; nothing is written then
     */
    public void run(ProgressListener progress, Clock clock) {
        new Checks()
                .fromZero("ngram-weight", weight, MOST_WEIGHT)
                .fromZero("slot-weight", slotWeight, MOST_WEIGHT)
                .refuse();
        OutputPlace.requireDirectory(out);
        ModelBundle bundle = ModelDirectory.load(model);
        DataSet task = DataSet.open(data);
        List<SentencePair> rows = task.read(Split.TRAIN);
        VocabularyFit.of(
                        bundle.tokenizer(),
                        rows.stream().map(SentencePair::target).toList())
                .require("the train part of " + data, "model " + model, progress);
        NgramModel ngrams = NgramModel.estimate(
                bundle.tokenizer().vocabulary().size(),
                rows.stream().map(row -> targets(bundle.layout(), row))::iterator);
        ModelDirectory.save(
                out,
                new ModelBundle(
                        bundle.architecture(),
                        bundle.tokenizer(),
                        bundle.weights(),
                        bundle.role(),
                        bundle.generation().withNgramWeight(weight).withSlotWeight(slotWeight),
                        Optional.of(ngrams),
                        bundle.card() + section(task, clock)));
        progress.say(String.format(
                Locale.ROOT, "Wrote %s with %,d n-grams of %,d sentences", out, ngrams.size(), rows.size()));
    }

    private static long[] targets(SequenceLayout layout, SentencePair row) {
        SequenceLayout.Encoded encoded = layout.encode(row.source(), row.target());
        return Arrays.copyOfRange(encoded.ids(), encoded.start(), encoded.ids().length);
    }

    private String section(DataSet task, Clock clock) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("model", model);
        options.put("data", data);
        options.put("ngram-weight", weight);
        options.put("slot-weight", slotWeight);
        Provenance provenance = Provenance.ofProgram(clock).with(task);
        return ModelCard.more("N-grams", VERB, options, provenance.toJson());
    }
}
