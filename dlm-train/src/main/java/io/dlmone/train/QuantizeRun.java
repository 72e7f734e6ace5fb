package io.dlmone.train;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.io.OutputPlace;
import io.dlmone.student.export.Int8Model;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * Makes a model with weights in 8 bits of one with weights in 32.
 *
 * @param model the model to begin with
 * @param out the model directory to write, new or empty
 */
public record QuantizeRun(String model, Path out) {

    /** The verb. */
    public static final String VERB = "quantize";

    /**
     * Rounds the weights and writes the model.
     *
     * @param progress is told
     * @param clock tells the time
     * @throws io.dlmone.error.UserException if the model cannot be used or is in 8 bits already; nothing is written
     *     then
     */
    public void run(ProgressListener progress, Clock clock) {
        OutputPlace.requireDirectory(out);
        ModelBundle bundle = ModelDirectory.load(model);
        new Checks()
                .require(!Int8Model.is(bundle), "model", "weights in 32 bits", "weights in 8 bits")
                .refuse();
        ModelBundle rounded = Int8Model.of(bundle);
        Provenance provenance = Provenance.ofProgram(clock);
        ModelDirectory.save(
                out,
                new ModelBundle(
                        rounded.architecture(),
                        rounded.tokenizer(),
                        rounded.weights(),
                        rounded.role(),
                        rounded.generation(),
                        rounded.ngrams(),
                        rounded.card()
                                + ModelCard.more(
                                        "Weights in 8 bits", VERB, Map.of("model", model), provenance.toJson())));
        progress.say("Wrote " + out);
    }
}
