package io.dlmone.train;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.official.OfficialModel;
import io.dlmone.io.OutputPlace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a model directory of what the official DiffuSeq code has trained.
 *
 * @param checkpoint the weights, or the folder of the training run
 * @param vocabulary empty: the one beside the weights
 * @param encoder the encoder's {@code config.json}; may be empty for bert-base-uncased
 * @param out the model directory to write, new or empty
 */
public record ImportRun(Path checkpoint, Optional<Path> vocabulary, Optional<Path> encoder, Path out) {

    /** The verb. */
    public static final String VERB = "import";

    /**
     * Imports.
     *
     * @throws io.dlmone.error.UserException if anything does not fit; nothing is written then
     */
    public void run(Progress progress, Clock clock) {
        OutputPlace.requireDirectory(out);
        OfficialModel model = OfficialModel.read(checkpoint, vocabulary, encoder);
        ModelDirectory.save(
                out,
                new ModelBundle(
                        model.architecture(),
                        model.tokenizer(),
                        model.weights(),
                        Role.TEACHER,
                        GenerationConfig.teacher(model.architecture().schedule()),
                        card(model, clock)));
        progress.say("Wrote " + out);
    }

    private String card(OfficialModel model, Clock clock) {
        DiffuSeqConfig sizes = model.architecture().sizes();
        String title = "A DiffuSeq teacher (" + sizes.layers() + " layers of width " + sizes.hidden() + ", "
                + sizes.vocabulary() + " tokens), trained by the official code and imported from "
                + model.files().get("checkpoint").getFileName()
                + ". Its embedding table is the file's lm_head.weight, which is the one that the official code samples with.";
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("checkpoint", checkpoint);
        vocabulary.ifPresent(file -> options.put("vocab", file));
        encoder.ifPresent(file -> options.put("encoder-config", file));
        Map<String, Object> provenance = Provenance.ofProgram(clock);
        model.files()
                .forEach((what, file) ->
                        provenance.put(what, file.getFileName() + " sha256:" + Provenance.sha256(file)));
        return ModelCard.of(title, VERB, options, provenance, Map.of(), out);
    }
}
