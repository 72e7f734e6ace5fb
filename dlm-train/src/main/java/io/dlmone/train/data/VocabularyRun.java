package io.dlmone.train.data;

import io.dlmone.io.AtomicFiles;
import io.dlmone.io.OutputPlace;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.BpeTrainer;
import io.dlmone.tokenizer.Tokenizers;
import io.dlmone.tokenizer.VocabularyFile;
import io.dlmone.train.Checks;
import io.dlmone.train.DataSet;
import io.dlmone.train.ProgressListener;
import io.dlmone.unicode.WhiteSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a vocabulary of the training texts, for a training to be told of. Unigram and WordPiece vocabularies are not
 * made here; a {@code tokenizer.json} that holds one is read as any other.
 *
 * @param data a data set, whose training part is read; empty: the texts alone
 * @param texts files of text, a sentence a line
 * @param kind words or pieces of words
 * @param size most tokens, special ones among them
 * @param minCount how often a word, or a pair of pieces, must stand in the texts to become a token
 * @param lowercase whether capitals become small letters, in training and in use
 * @param out the file to write: {@code .txt} for words, {@code .json} for pieces
 */
public record VocabularyRun(
        Optional<String> data, List<Path> texts, Kind kind, int size, int minCount, boolean lowercase, Path out) {

    /** The verb. */
    public static final String VERB = "vocab";

    /** The most tokens of a vocabulary. */
    public static final int MOST = 1_000_000;

    /** What tokens are. */
    public enum Kind {
        /** The words between white space; others are unknown. A {@code vocab.txt}. */
        WORD(".txt", 5),
        /**
         * Byte-level BPE: pieces of words, down to single bytes, so that no text is unknown and each comes back as it
         * was. A {@code tokenizer.json} of Hugging Face's library.
         */
        BPE(".json", BpeTrainer.LEAST);

        private final String ending;
        private final int least;

        Kind(String ending, int least) {
            this.ending = ending;
            this.least = least;
        }

        /** {@return the name on the command line} */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** {@return the fewest tokens of such a vocabulary} */
        public int least() {
            return least;
        }
    }

    public VocabularyRun {
        texts = List.copyOf(texts);
        new Checks()
                .whole("size", size, kind.least, MOST)
                .atLeast("min-count", minCount, 1)
                .require(
                        data.isPresent() || !texts.isEmpty(),
                        "data",
                        "a data set, or setting text with a file",
                        "neither")
                .require(
                        kind != Kind.WORD || !lowercase,
                        "lowercase",
                        "kind bpe, because words are looked up as they stand in the data",
                        "kind word")
                .require(
                        out.toString().endsWith(kind.ending),
                        "out",
                        "a name that ends in " + kind.ending + ", by which training knows a " + kind.id()
                                + " vocabulary",
                        out.toString())
                .refuse();
    }

    /**
     * Reads, makes, writes.
     *
     * @param progress is told what was made
     * @return the tokenizer that a training with this file has
     * @throws io.dlmone.error.UserException if the texts cannot be read or the file cannot be written
     */
    public Tokenizer run(ProgressListener progress) {
        OutputPlace.requireFile(out);
        List<String> read = read();
        Tokenizer made = kind == Kind.WORD ? words(read) : pieces(read);
        int[] lengths = new int[read.size()];
        long tokens = 0;
        long unknown = 0;
        for (int i = 0; i < lengths.length; i++) {
            int[] ids = made.encode(read.get(i));
            lengths[i] = ids.length;
            tokens += ids.length;
            unknown += Arrays.stream(ids).filter(made.vocabulary()::isUnknown).count();
        }
        progress.say(String.format(
                Locale.ROOT, "Wrote %s with %,d tokens", out, made.vocabulary().size()));
        progress.say(String.format(
                Locale.ROOT,
                "Tokens of the %,d texts it was made of: %s; %.2f%% of them unknown",
                lengths.length,
                TokenLengths.of(lengths).text(),
                100.0 * unknown / Math.max(1, tokens)));
        return made;
    }

    private List<String> read() {
        List<String> all = new ArrayList<>();
        data.ifPresent(name -> all.addAll(DataSet.open(name).trainingTexts()));
        for (Path file : texts) {
            Faults faults = new Faults(file);
            all.addAll(TextLines.read(file, faults));
            faults.refuse();
        }
        return all;
    }

    private Tokenizer words(List<String> read) {
        Map<String, Long> counts = new HashMap<>();
        read.forEach(text -> WhiteSpace.words(text).forEach(word -> counts.merge(word, 1L, Long::sum)));
        Vocabulary special = Vocabulary.ofWords(List.of());
        List<String> kept = counts.entrySet().stream()
                .filter(each -> each.getValue() >= minCount && !special.contains(each.getKey()))
                .sorted(Comparator.comparingLong((Map.Entry<String, Long> each) -> -each.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(size - special.size())
                .map(Map.Entry::getKey)
                .toList();
        Vocabulary vocabulary = Vocabulary.ofWords(kept);
        VocabularyFile.write(out, vocabulary);
        return Tokenizers.named("word", vocabulary);
    }

    private Tokenizer pieces(List<String> read) {
        byte[] json = new BpeTrainer(size, minCount, lowercase).train(read);
        AtomicFiles.write(out, file -> file.write(json));
        return Tokenizers.read(out);
    }
}
