package io.dlmone.train.data;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.text.SentencePair;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.Tokenizers;
import io.dlmone.tokenizer.VocabularyFile;
import io.dlmone.train.Checks;
import io.dlmone.train.Families;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOptions;
import io.dlmone.train.TrainingCost;
import io.dlmone.train.data.DataPart.Read;
import io.dlmone.unicode.WhiteSpace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks at a data directory before a training: at every row of its three parts, sound or not.
 *
 * @param directory with {@code train.jsonl}, {@code valid.jsonl} and {@code test.jsonl}
 * @param vocabulary whose tokens are counted; empty: the words of the training rows
 * @param length positions of a sequence; empty: those at which 99% of the pairs are whole
 */
public record DataCheck(Path directory, Optional<Path> vocabulary, Optional<Integer> length) {

    private static final int LONGEST = 1_000_000;
    private static final double NIGHT = 12 * 3600;

    public DataCheck {
        length.ifPresent(
                positions -> new Checks().whole("length", positions, 1, LONGEST).refuse());
        if (!Files.isDirectory(directory)) {
            throw new UserException(new Problem(
                    ErrorId.DATA_1,
                    directory.toString(),
                    "a data directory",
                    Files.exists(directory) ? "a file" : "nothing",
                    "Name a directory with train.jsonl, valid.jsonl and test.jsonl."));
        }
    }

    /**
     * Looks, and counts.
     *
     * @param engine on which the first updates of what is suggested are timed; empty: none are
     * @return what was found; faults of the files are in it, not thrown
     * @throws UserException if the vocabulary cannot be read
     */
    public DataReport run(Optional<RunContext> engine) {
        DataDirectory data = new DataDirectory(directory);
        List<Read> parts =
                Arrays.stream(Split.values()).map(split -> Read.of(data, split)).toList();
        Read train = parts.get(0);
        List<SentencePair> others =
                parts.stream().skip(1).flatMap(part -> part.rows().stream()).toList();
        Tokenizer tokenizer = vocabulary.map(DataCheck::read).orElseGet(() -> words(train));
        int marks = Advice.marks(Families.trainable(Families.usual()), tokenizer);
        int positions = length.orElseGet(() -> Advice.length(train.rows(), others, tokenizer, marks));
        Optional<Advice.Plan> plan = train.rows().isEmpty()
                ? Optional.empty()
                : Optional.of(Advice.plan(train.rows(), others, tokenizer, vocabulary.isPresent()));
        Suggestion suggested = suggestion(plan, train.rows(), parts.get(1).rows(), engine);
        return new DataReport(
                vocabulary.map(file -> "those of " + file).orElse("the words of the training rows"),
                tokenizer.vocabulary().size(),
                parts.stream().map(part -> PartChecks.measured(part, tokenizer)).toList(),
                Advice.pairLengths(parts.stream().flatMap(part -> part.rows().stream()), tokenizer),
                marks,
                positions,
                parts.stream()
                        .flatMap(part -> PartChecks.of(part, train, tokenizer, positions - marks).stream())
                        .toList(),
                suggested.advice(),
                suggested.cost(),
                suggested.slower());
    }

    /** What is suggested, its cost, and seconds of a larger one that suits the data and would take too long here. */
    private record Suggestion(Optional<Advice> advice, Optional<TrainingCost> cost, Map<String, Double> slower) {}

    /**
     * The network that suits the data, or the largest that can be trained here in a night: the smallest is measured,
     * then the next as long as it should not take longer, by their sizes.
     */
    private static Suggestion suggestion(
            Optional<Advice.Plan> plan,
            List<SentencePair> train,
            List<SentencePair> valid,
            Optional<RunContext> engine) {
        if (plan.isEmpty() || engine.isEmpty()) {
            return new Suggestion(plan.map(Advice.Plan::advice), Optional.empty(), Map.of());
        }
        Optional<Advice> chosen = Optional.empty();
        Optional<TrainingCost> cost = Optional.empty();
        for (Advice.Plan next : plan.get().upToThis()) {
            double size = next.advice().parameters();
            double expected = chosen.isEmpty()
                    ? 0
                    : cost.orElseThrow().total() * size / chosen.get().parameters();
            if (expected > NIGHT) {
                return new Suggestion(chosen, cost, Map.of(next.advice().preset(), expected));
            }
            chosen = Optional.of(next.advice());
            cost = Optional.of(TrainingCost.measure(
                    next.network(), next.training(), RunOptions.TRAINING, train, valid, engine.get()));
        }
        return new Suggestion(chosen, cost, Map.of());
    }

    private static Tokenizer read(Path file) {
        return file.toString().endsWith(".json")
                ? Tokenizers.readForTraining(file)
                : Tokenizers.named("word", VocabularyFile.read(file));
    }

    private static Tokenizer words(Read train) {
        Set<String> words = new HashSet<>();
        train.rows().stream()
                .flatMap(pair -> Stream.of(pair.source(), pair.target()))
                .forEach(text -> words.addAll(WhiteSpace.words(text)));
        return Tokenizers.named("word", Vocabulary.ofWords(words));
    }
}
