package io.dlmone.paraphrase;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * Makes the data of the built-in task and judges answers to it: the source is a short everyday question, the target the
 * same question asked in another way. No meaning of valid or test occurs in train, under any seed. Immutable and safe
 * for use by several threads.
 */
public final class ParaphraseTask {

    /** The seed of {@code builtin:paraphrase}. */
    public static final long DEFAULT_SEED = 1;

    /** No sentence has more words, punctuation counted, so that a pair fits 27 positions. */
    public static final int LONGEST_SENTENCE = 11;

    static final int VALID_MEANINGS = 500;
    static final int TEST_MEANINGS = 1000;
    static final int TRAIN_PAIRS = 6;
    static final int VALID_PAIRS = 2;
    static final int TEST_PAIRS = 1;

    private static final long SAMPLER_STREAM = 1L << 40;

    private final ParaphraseGrammar grammar;
    private final ParaphraseParser parser;
    private final MeaningSplit split;

    private ParaphraseTask(ParaphraseGrammar grammar) {
        this.grammar = grammar;
        this.parser = new ParaphraseParser(grammar);
        this.split = new MeaningSplit(grammar, VALID_MEANINGS, TEST_MEANINGS);
    }

    /** {@return the task over the grammar that comes with the project; building it takes a fraction of a second} */
    public static ParaphraseTask builtin() {
        return new ParaphraseTask(ParaphraseGrammar.builtin());
    }

    /** {@return the grammar of the language} */
    public ParaphraseGrammar grammar() {
        return grammar;
    }

    /** {@return its parser} */
    public ParaphraseParser parser() {
        return parser;
    }

    /** {@return every word of the language, sorted} */
    public List<String> vocabulary() {
        return List.copyOf(grammar.vocabulary());
    }

    /**
     * {@return the meanings of one part; the same under every seed}
     *
     * @param part which
     */
    public List<Meaning> meanings(Split part) {
        return split.meanings(part);
    }

    /**
     * Makes the rows of all parts. Each train meaning gives {@value #TRAIN_PAIRS} different pairs, each valid meaning
     * {@value #VALID_PAIRS}, each test meaning {@value #TEST_PAIRS}. The same seed gives the same rows.
     *
     * @param seed of the forms
     * @return the rows by part
     */
    public Map<Split, List<SentencePair>> generate(long seed) {
        Map<Split, List<SentencePair>> parts = new EnumMap<>(Split.class);
        parts.put(Split.TRAIN, rows(Split.TRAIN, TRAIN_PAIRS, seed));
        parts.put(Split.VALID, rows(Split.VALID, VALID_PAIRS, seed));
        parts.put(Split.TEST, rows(Split.TEST, TEST_PAIRS, seed));
        return parts;
    }

    /**
     * Writes {@code train.jsonl}, {@code valid.jsonl} and {@code test.jsonl}, all of them or none; the same seed gives
     * the same bytes. A directory that holds nothing but a data set is replaced.
     *
     * @param directory where to
     * @param seed of the forms
     * @throws io.dlmone.error.UserException if the directory holds other files or cannot be written
     */
    public void write(Path directory, long seed) {
        new DataDirectory(directory).write(generate(seed));
    }

    /**
     * {@return an endless supply of train pairs: the pair at an index depends on the seed and the index alone}
     * Meanings, then pairs of forms, are drawn uniformly.
     *
     * @param seed of the pairs
     */
    public LongFunction<SentencePair> trainSampler(long seed) {
        List<Meaning> meanings = meanings(Split.TRAIN);
        return index -> {
            SplitMix64 draws = new SplitMix64(seed, SAMPLER_STREAM + index);
            List<String> sentences = grammar.sentences(meanings.get(draws.below(meanings.size())));
            return pair(sentences, draws.below(sentences.size() * (sentences.size() - 1)));
        };
    }

    /**
     * {@return all correct targets for a source: every other sentence of its meaning; none if it is not in the
     * language}
     *
     * @param source any text
     */
    public List<String> targets(String source) {
        Optional<Meaning> meaning = parser.parse(source);
        if (meaning.isEmpty()) {
            return List.of();
        }
        return grammar.sentences(meaning.get()).stream()
                .filter(sentence -> !sentence.equals(source))
                .toList();
    }

    /**
     * {@return how many sentences have the meaning of a source, itself among them; 0 if it is not in the language}
     *
     * @param source any text
     */
    public int sentences(String source) {
        return parser.parse(source)
                .map(meaning -> grammar.sentences(meaning).size())
                .orElse(0);
    }

    /**
     * {@return whether a sentence is in the language}
     *
     * @param output any text
     */
    public boolean isWellFormed(String output) {
        return parser.parse(output).isPresent();
    }

    /**
     * {@return whether an output means exactly what its source means; a copy of the source does}
     *
     * @param source any text
     * @param output any text
     */
    public boolean sameMeaning(String source, String output) {
        Optional<Meaning> meaning = parser.parse(source);
        return meaning.isPresent() && meaning.equals(parser.parse(output));
    }

    /**
     * {@return whether an output means what its source means and is worded differently}
     *
     * @param source any text
     * @param output any text
     */
    public boolean isParaphrase(String source, String output) {
        return !source.equals(output) && sameMeaning(source, output);
    }

    /**
     * {@return the share of outputs that mean what their sources mean, from 0 to 1}
     *
     * @param sources sentences of the language
     * @param outputs one for each of them
     */
    public double meaningAccuracy(List<String> sources, List<String> outputs) {
        if (sources.size() != outputs.size()) {
            throw new IllegalArgumentException(sources.size() + " sources but " + outputs.size() + " outputs");
        }
        return IntStream.range(0, sources.size())
                .mapToDouble(i -> sameMeaning(sources.get(i), outputs.get(i)) ? 1 : 0)
                .average()
                .orElse(0);
    }

    /**
     * {@return the share of outputs that are in the language, from 0 to 1}
     *
     * @param outputs any texts
     */
    public double wellFormed(List<String> outputs) {
        return outputs.stream()
                .mapToDouble(output -> isWellFormed(output) ? 1 : 0)
                .average()
                .orElse(0);
    }

    private List<SentencePair> rows(Split part, int pairs, long seed) {
        SplitMix64 draws = new SplitMix64(seed, part.ordinal());
        List<SentencePair> rows = new ArrayList<>();
        for (Meaning meaning : meanings(part)) {
            List<String> sentences = grammar.sentences(meaning);
            List<Integer> choices = new ArrayList<>(IntStream.range(0, sentences.size() * (sentences.size() - 1))
                    .boxed()
                    .toList());
            draws.shuffle(choices);
            choices.subList(0, pairs).forEach(choice -> rows.add(pair(sentences, choice)));
        }
        draws.shuffle(rows);
        return rows;
    }

    /** The pair with a number from 0 to n(n - 1) - 1 among the ordered pairs of n different sentences. */
    private static SentencePair pair(List<String> sentences, int choice) {
        int source = choice / (sentences.size() - 1);
        int other = choice % (sentences.size() - 1);
        return new SentencePair(sentences.get(source), sentences.get(other < source ? other : other + 1));
    }
}
