package io.dlmone.diffuseq.official;

import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model that the official DiffuSeq code trained.
 *
 * @param weights by parameter name
 * @param files what it was read from: {@code checkpoint}, {@code arguments}, {@code vocabulary} and, if one was given,
 *     {@code encoder}
 */
public record OfficialModel(
        DiffuSeqModel architecture, Map<String, Tensor> weights, Tokenizer tokenizer, Map<String, Path> files) {

    private static final String BASE = "bert-base-uncased";

    /**
     * Reads a model. Small files are looked at first, so that all that is wrong with them is told together.
     *
     * @param location a checkpoint {@code ema_RATE_STEP.pt} with {@code training_args.json} beside it, or their folder
     * @param vocabulary {@code vocab.txt}, {@code tokenizer.json} or {@code vocab.json}; if empty, the one in the
     *     folder
     * @param encoder {@code config.json} of the encoder; may be empty for bert-base-uncased
     * @throws UserException if a file is missing, unsound, or of a model that is not supported
     */
    public static OfficialModel read(Path location, Optional<Path> vocabulary, Optional<Path> encoder) {
        OfficialFolder folder = OfficialFolder.of(location);
        List<Problem> problems = new ArrayList<>();
        OfficialArguments arguments = collect(problems, () -> OfficialArguments.read(folder.arguments()));
        EncoderConfig sizes = arguments == null && encoder.isEmpty()
                ? null
                : collect(problems, () -> encoder(arguments, encoder, folder));
        Optional<Path> words = vocabulary.or(folder::vocabulary);
        Tokenizer tokenizer = arguments == null ? null : collect(problems, () -> tokenizer(arguments, words, folder));
        if (problems.isEmpty() && arguments.length() > sizes.positions()) {
            problems.add(new Problem(
                    "DLM-IMPORT-1",
                    folder.arguments() + ": key seq_len",
                    "at most the encoder's " + sizes.positions() + " positions",
                    String.valueOf(arguments.length()),
                    "Give the files of one model."));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        DiffuSeqModel model = new DiffuSeqModel(arguments.network(sizes));
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("checkpoint", folder.checkpoint());
        files.put("arguments", folder.arguments());
        files.put("vocabulary", words.orElseThrow());
        encoder.ifPresent(file -> files.put("encoder", file));
        return new OfficialModel(model, OfficialWeights.read(folder.checkpoint(), model), tokenizer, files);
    }

    private static EncoderConfig encoder(OfficialArguments arguments, Optional<Path> file, OfficialFolder folder) {
        if (file.isPresent()) {
            return EncoderConfig.read(file.get());
        }
        if (arguments.encoder().equals(BASE)) {
            return EncoderConfig.BASE;
        }
        throw new UserException(new Problem(
                "DLM-IMPORT-4",
                folder.arguments() + ": key config_name",
                BASE + ", whose sizes are known",
                "'" + arguments.encoder() + "'",
                "Give that encoder's config.json with --encoder-config."));
    }

    private static Tokenizer tokenizer(OfficialArguments arguments, Optional<Path> file, OfficialFolder folder) {
        Path words = file.orElseThrow(() -> new UserException(new Problem(
                "DLM-IMPORT-5",
                folder.checkpoint().toString(),
                "a vocabulary beside it",
                "none",
                "Give vocab.txt or tokenizer.json with --vocab"
                        + (arguments.usesWordPieces() ? ": that of " + BASE + "." : "."))));
        Tokenizer tokenizer = OfficialVocabulary.read(words, arguments.usesWordPieces());
        if (tokenizer.vocabulary().size() != arguments.vocabulary()) {
            throw new UserException(new Problem(
                    "DLM-IMPORT-6",
                    words.toString(),
                    arguments.vocabulary() + " tokens, the vocab_size of the model",
                    tokenizer.vocabulary().size() + " tokens",
                    "Give the vocabulary that the model was trained with."));
        }
        return tokenizer;
    }

    private static <T> T collect(List<Problem> problems, Supplier<T> step) {
        try {
            return step.get();
        } catch (UserException e) {
            problems.addAll(e.problems());
            return null;
        }
    }
}
