package io.dlmone.train;

import io.dlmone.builtin.BuiltinData;
import io.dlmone.data.Split;
import io.dlmone.eval.MeaningJudge;
import io.dlmone.paraphrase.ParaphraseTask;
import io.dlmone.text.Examples;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout;
import io.dlmone.unicode.WhiteSpace;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * The data set a job works on: a directory of {@code train.jsonl}, {@code valid.jsonl} and {@code test.jsonl}, or the
 * built-in task, which never runs out of training pairs. Parts are read once, when they are first asked for. Not
 * thread-safe.
 */
public final class DataSet {

    private final BuiltinData data;
    private final Map<Split, List<SentencePair>> parts = new EnumMap<>(Split.class);

    private DataSet(BuiltinData data) {
        this.data = data;
    }

    /**
     * {@return the data of a directory or of a built-in name}
     *
     * @param location directory or built-in name
     * @throws io.dlmone.error.UserException if there is no such directory or name
     */
    public static DataSet open(String location) {
        return new DataSet(BuiltinData.open(location));
    }

    /** {@return as the user named it} */
    public String location() {
        return data.name();
    }

    /** {@return whether this is the built-in task itself, with its endless training pairs} */
    public boolean isBuiltin() {
        return data.task().isPresent();
    }

    /**
     * {@return the rows of one part}
     *
     * @param split which part
     */
    public List<SentencePair> read(Split split) {
        return parts.computeIfAbsent(split, data::read);
    }

    /**
     * {@return training pairs in the order of training: endless on the built-in task, else shuffled anew in every
     * epoch}
     *
     * @param layout of the model
     * @param seed of the order
     */
    public Examples training(SequenceLayout layout, long seed) {
        return data.task()
                .map(task -> endless(task, layout, seed))
                .orElseGet(() -> Examples.shuffled(read(Split.TRAIN), layout, seed));
    }

    /**
     * {@return training pairs for those who draw indices at random: no order, so none is shuffled}
     *
     * @param layout of the model
     * @param seed of the pairs
     */
    public Examples drawn(SequenceLayout layout, long seed) {
        return data.task().map(task -> endless(task, layout, seed)).orElseGet(() -> {
            List<SentencePair> rows = read(Split.TRAIN);
            return index -> encode(layout, rows.get((int) (index % rows.size())));
        });
    }

    private static Examples endless(ParaphraseTask task, SequenceLayout layout, long seed) {
        LongFunction<SentencePair> pairs = task.trainSampler(seed);
        return index -> encode(layout, pairs.apply(index));
    }

    private static SequenceLayout.Encoded encode(SequenceLayout layout, SentencePair pair) {
        return layout.encode(pair.source(), pair.target());
    }

    /** {@return what a vocabulary should cover: the words of the language, or the sources and targets of training} */
    public List<String> trainingTexts() {
        return data.task().map(ParaphraseTask::vocabulary).orElseGet(() -> read(Split.TRAIN).stream()
                .flatMap(pair -> Stream.of(pair.source(), pair.target()))
                .toList());
    }

    /** {@return every word of the {@link #trainingTexts}} */
    public Set<String> words() {
        Set<String> words = new HashSet<>();
        trainingTexts().forEach(text -> words.addAll(WhiteSpace.words(text)));
        return words;
    }

    /**
     * {@return what decides meanings exactly, if all sources are in the language of the built-in task}
     *
     * @param sources those of the data
     */
    public Optional<MeaningJudge> judge(List<String> sources) {
        return data.task()
                .<Optional<MeaningJudge>>map(task -> Optional.of(new ParaphraseJudge(task)))
                .orElseGet(() -> judgeOf(sources));
    }

    /** As {@link #judge}, for sources from anywhere. */
    static Optional<MeaningJudge> judgeOf(List<String> sources) {
        return sources.stream().noneMatch(DataSet::isTooLong)
                        && sources.stream().allMatch(Language.TASK::isWellFormed)
                ? Optional.of(new ParaphraseJudge(Language.TASK))
                : Optional.empty();
    }

    private static boolean isTooLong(String source) {
        return WhiteSpace.words(source).size() > ParaphraseTask.LONGEST_SENTENCE;
    }

    /** The built-in language, which takes a second to list, for data that may turn out to be written in it. */
    private static final class Language {
        static final ParaphraseTask TASK = ParaphraseTask.builtin();
    }

    /** Judges by the parser of the built-in task; white space does not matter. */
    private record ParaphraseJudge(ParaphraseTask task) implements MeaningJudge {

        @Override
        public boolean sameMeaning(String source, String output) {
            return task.sameMeaning(spaced(source), spaced(output));
        }

        @Override
        public int sentences(String source) {
            return task.sentences(spaced(source));
        }

        @Override
        public boolean wellFormed(String output) {
            return task.isWellFormed(spaced(output));
        }

        private static String spaced(String text) {
            return String.join(" ", WhiteSpace.words(text));
        }
    }
}
