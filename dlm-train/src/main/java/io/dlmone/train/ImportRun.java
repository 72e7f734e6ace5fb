package io.dlmone.train;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.OutputPlace;
import io.dlmone.teacher.ImportingFamily;
import io.dlmone.teacher.ImportingFamily.Imported;
import io.dlmone.teacher.TrainableFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a model directory of what the official code of a teacher family has trained.
 *
 * @param family its stable name; empty: the one that recognises the checkpoint
 * @param checkpoint the weights, or the folder of the training run
 * @param vocabulary empty: the one beside the weights
 * @param encoder the encoder's {@code config.json}, or its folder; may be empty where the family knows it
 * @param out the model directory to write, new or empty
 */
public record ImportRun(
        Optional<String> family, Path checkpoint, Optional<Path> vocabulary, Optional<Path> encoder, Path out) {

    /** The verb. */
    public static final String VERB = "import";

    /**
     * Imports.
     *
     * @param progress is told
     * @param clock tells the time
     * @throws io.dlmone.error.UserException if anything does not fit; nothing is written then
     */
    public void run(ProgressListener progress, Clock clock) {
        OutputPlace.requireDirectory(out);
        if (!Files.exists(checkpoint)) {
            throw new UserException(new Problem(
                    ErrorId.CKPT_1,
                    checkpoint.toString(),
                    "a readable PyTorch checkpoint",
                    "nothing",
                    "Check the path."));
        }
        ImportingFamily importer = Families.importing(family, checkpoint);
        Imported model = importer.checkpoint(new ImportingFamily.Files(checkpoint, vocabulary, encoder));
        ModelDirectory.save(
                out,
                new ModelBundle(
                        model.model(),
                        model.tokenizer(),
                        model.weights(),
                        Role.TEACHER,
                        GenerationConfig.teacher(model.model()),
                        card(importer, model, clock)));
        Path taken = model.files().get("checkpoint");
        if (!taken.equals(checkpoint)) {
            progress.say("Took " + taken.getFileName() + ", the last of " + checkpoint);
        }
        progress.say("Wrote " + out);
    }

    private String card(ImportingFamily importer, Imported model, Clock clock) {
        String described = importer instanceof TrainableFamily family
                ? family.describe(model.model())
                : "A teacher of the family " + importer.name();
        String title = described + ", trained by the official code and imported from "
                + model.files().get("checkpoint").getFileName() + ". " + model.note();
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("checkpoint", checkpoint);
        vocabulary.ifPresent(file -> options.put("vocab", file));
        encoder.ifPresent(file -> options.put("encoder", file));
        Map<String, String> origins = new LinkedHashMap<>();
        model.files().forEach((what, file) -> origins.put(what, file.getFileName() + " " + Provenance.checksum(file)));
        Provenance provenance = Provenance.ofProgram(clock).with(origins);
        return ModelCard.of(title, VERB, options, provenance.toJson(), Map.of(), out);
    }
}
