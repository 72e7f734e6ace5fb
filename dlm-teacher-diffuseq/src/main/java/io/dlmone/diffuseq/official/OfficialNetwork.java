package io.dlmone.diffuseq.official;

import io.dlmone.diffuseq.DiffuSeqSizes;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A network of the official DiffuSeq or FlowSeq code, without weights.
 *
 * @param sizes of the network
 * @param tokenizer its tokenizer
 * @param files what it was read from: {@code arguments}, {@code vocabulary} and, if one was given, {@code encoder}
 */
public record OfficialNetwork(DiffuSeqSizes sizes, Tokenizer tokenizer, Map<String, Path> files) {

    private static final String BASE = "bert-base-uncased";

    /** The vocabularies that the official code saves beside its arguments, the best described first. */
    private static final List<String> VOCABULARIES = List.of("tokenizer.json", "vocab.txt", "vocab.json");

    /**
     * Reads a network. All that is wrong with the files is told together.
     *
     * @param file the arguments of the training
     * @param reader reads what the file says of the network
     * @param vocabulary {@code vocab.txt}, {@code tokenizer.json} or {@code vocab.json}; if empty, the one beside the
     *     arguments
     * @param encoder {@code config.json} of the encoder; may be empty for bert-base-uncased
     * @return the network
     * @throws UserException if a file is missing, unsound, or of a model that is not supported
     */
    public static OfficialNetwork read(
            Path file, Function<Path, NetworkArguments> reader, Optional<Path> vocabulary, Optional<Path> encoder) {
        List<Problem> problems = new ArrayList<>();
        NetworkArguments arguments = collect(problems, () -> reader.apply(file));
        EncoderConfig sizes = arguments == null && encoder.isEmpty()
                ? null
                : collect(problems, () -> encoder(arguments, encoder, file));
        Optional<Path> words = vocabulary.or(() -> beside(file));
        Tokenizer tokenizer = arguments == null ? null : collect(problems, () -> tokenizer(arguments, words, file));
        if (problems.isEmpty() && arguments.length() > sizes.positions()) {
            problems.add(new Problem(
                    ErrorId.IMPORT_1,
                    file + ": key seq_len",
                    "at most the encoder's " + sizes.positions() + " positions",
                    String.valueOf(arguments.length()),
                    "Give the files of one model."));
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("arguments", file);
        files.put("vocabulary", words.orElseThrow());
        encoder.ifPresent(config -> files.put("encoder", config));
        return new OfficialNetwork(arguments.with(sizes), tokenizer, files);
    }

    private static Optional<Path> beside(Path file) {
        return VOCABULARIES.stream()
                .map(file::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static EncoderConfig encoder(NetworkArguments arguments, Optional<Path> file, Path source) {
        if (file.isPresent()) {
            return EncoderConfig.read(file.get());
        }
        if (arguments.encoder().equals(BASE)) {
            return EncoderConfig.BASE;
        }
        throw new UserException(new Problem(
                ErrorId.IMPORT_4,
                source + ": key config_name",
                BASE + ", whose sizes are known",
                "'" + arguments.encoder() + "'",
                "Give that encoder's config.json with setting encoder-config."));
    }

    private static Tokenizer tokenizer(NetworkArguments arguments, Optional<Path> file, Path source) {
        Path words = file.orElseThrow(() -> new UserException(new Problem(
                ErrorId.IMPORT_5,
                source.toString(),
                "a vocabulary beside it",
                "none",
                "Give vocab.txt or tokenizer.json with setting vocab"
                        + (arguments.usesWordPieces() ? ": that of " + BASE + "." : "."))));
        Tokenizer tokenizer = OfficialVocabulary.read(words, arguments.usesWordPieces());
        if (tokenizer.vocabulary().size() != arguments.vocabulary()) {
            throw new UserException(new Problem(
                    ErrorId.IMPORT_6,
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
