package io.dlmone.elf.official;

import io.dlmone.elf.ElfConfig;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model that the official ELF code trained, with its T5 encoder and tokenizer.
 *
 * @param config sizes of network and encoder, and what the latents are
 * @param weights of both by parameter name: {@link ElfConfig#parameters}
 * @param tokenizer T5's
 * @param files what it was read from: {@code checkpoint}, {@code arguments}, {@code encoder}, {@code encoder weights}
 *     and {@code vocabulary}
 */
public record OfficialElf(ElfConfig config, Map<String, Tensor> weights, Tokenizer tokenizer, Map<String, Path> files) {

    /** The id of what ends a text and fills a row. */
    static final int END = 1;

    private static final String END_TOKEN = "</s>";

    /**
     * {@return whether a file or folder looks as the official code leaves it: {@code checkpoint_STEP} with
     * {@code config.yml} beside it} Reads nothing and never fails.
     *
     * @param location file or folder
     */
    public static boolean recognises(Path location) {
        return RunFolder.recognises(location);
    }

    /**
     * Reads a model. Small files are looked at first, so that all that is wrong with them is told together. Of the
     * checkpoint only the averaged weights are read, or the plain ones where there are no averages.
     *
     * @param location {@code checkpoint_STEP} with {@code config.yml} beside it, or their folder, of which the last
     *     step is taken
     * @param encoder the folder of the T5 model; if empty, the one beside the checkpoint with the last name in
     *     {@code encoder_model_name}
     * @param vocabulary {@code tokenizer.json}; if empty, the one in the folder of the encoder
     * @return the model
     * @throws UserException if a file is missing, unsound, or of a model that is not supported
     */
    public static OfficialElf read(Path location, Optional<Path> encoder, Optional<Path> vocabulary) {
        RunFolder folder = RunFolder.of(location);
        List<Problem> problems = new ArrayList<>();
        Optional<RunSettings> run = collect(problems, () -> RunSettings.read(folder.settings()));
        Optional<Path> home =
                encoder.or(() -> run.flatMap(settings -> collect(problems, () -> beside(folder, settings.encoder()))));
        Optional<T5Folder> t5 = home.flatMap(path -> collect(problems, () -> T5Folder.read(path)));
        Optional<Path> tokens = vocabulary.or(() -> home.map(path -> path.resolve("tokenizer.json")));
        Optional<Tokenizer> tokenizer = tokens.flatMap(file -> collect(problems, () -> tokenizer(file)));
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        RunWeights weights = RunWeights.read(
                folder,
                run.orElseThrow(),
                t5.orElseThrow(),
                config -> requireTokens(tokenizer.orElseThrow().vocabulary(), config, tokens.orElseThrow()));
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("checkpoint", folder.checkpoint());
        files.put("arguments", folder.settings());
        files.put("encoder", t5.orElseThrow().settings());
        files.put("encoder weights", t5.orElseThrow().weights());
        files.put("vocabulary", tokens.orElseThrow());
        return new OfficialElf(weights.config(), weights.tensors(), tokenizer.orElseThrow(), files);
    }

    /** The folder beside a checkpoint that has the last name of the encoder's. */
    private static Path beside(RunFolder folder, String encoder) {
        String name = encoder.substring(encoder.lastIndexOf('/') + 1);
        boolean plain = name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*");
        Path found = folder.checkpoint().resolveSibling(plain ? name : "t5");
        if (!Files.isDirectory(found)) {
            throw new UserException(new Problem(
                    ErrorId.IMPORT_4,
                    folder.settings() + ": key encoder_model_name",
                    "a folder of that T5 beside the checkpoint",
                    "'" + encoder + "', and no folder of its name",
                    "Give the folder with its config.json, weights and tokenizer.json with setting encoder."));
        }
        return found;
    }

    private static Tokenizer tokenizer(Path file) {
        if (!Files.exists(file)) {
            throw new UserException(new Problem(
                    ErrorId.IMPORT_5,
                    file.toString(),
                    "a tokenizer.json",
                    "none",
                    "Save it with the transformers library, AutoTokenizer.from_pretrained(name).save_pretrained(folder),"
                            + " or give it with setting vocab."));
        }
        return Tokenizers.read(file);
    }

    /** One token for each logit, and the official filling at its place. */
    private static void requireTokens(Vocabulary tokens, ElfConfig config, Path file) {
        if (tokens.size() != config.vocabulary()) {
            throw misfit(file, config.vocabulary() + " tokens, as the model has", tokens.size() + " tokens");
        }
        if (!tokens.token(END).equals(END_TOKEN)) {
            throw misfit(file, END_TOKEN + " as token " + END, "'" + tokens.token(END) + "'");
        }
    }

    private static UserException misfit(Path file, String expected, String found) {
        return new UserException(new Problem(
                ErrorId.IMPORT_6,
                file.toString(),
                expected,
                found,
                "Give the vocabulary that the model was trained with."));
    }

    private static <T> Optional<T> collect(List<Problem> problems, Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (UserException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }
}
