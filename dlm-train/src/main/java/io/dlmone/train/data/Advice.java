package io.dlmone.train.data;

import io.dlmone.Plugins;
import io.dlmone.error.UserException;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.text.Examples;
import io.dlmone.text.LengthBatches;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout.Encoded;
import io.dlmone.text.ShortLength;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.TokenizerReader;
import io.dlmone.tokenizer.BpeTrainer;
import io.dlmone.train.Families;
import io.dlmone.train.NetworkOptions;
import io.dlmone.train.Preset;
import io.dlmone.train.TeacherRun;
import io.dlmone.unicode.WhiteSpace;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What to begin with for some data, by rules of thumb: no substitute for looking at the validation.
 *
 * @param preset name of the {@linkplain Preset starting point}
 * @param pieces most tokens of a vocabulary of pieces of words to be made; 0: the vocabulary that was looked at
 * @param tokens of the vocabulary that comes of it
 * @param parameters of the network
 * @param settings of network and training beside the starting point's, by name
 * @param share positions of batches in {@value #LENGTHS} lengths, which setting lengths allows, as a share of those in
 *     the one length
 */
public record Advice(
        String preset, int pieces, int tokens, long parameters, Map<String, String> settings, double share) {

    /** How many lengths of sequences the share is about. */
    public static final int LENGTHS = 4;

    private static final List<String> PRESETS = Preset.names(TeacherRun.VERB);
    private static final int MOST_WORDS = 5_000;
    private static final double KNOWN = 0.995;
    private static final int WORDS_PER_TOKEN = 100;
    private static final int BATCH = 64;
    private static final int EPOCHS = 60;
    private static final int BATCHES = 160;
    private static final double WHOLE = 0.99;
    private static final int LONGEST = 512;
    private static final int SMALL = 20_000;
    private static final int MEDIUM = 100_000;

    public Advice {
        settings = Map.copyOf(settings);
    }

    /** An advice with what it is about. */
    record Plan(Advice advice, TrainableFamily family, TeacherModel model, Tokenizer tokenizer) {

        /** As a training would begin. */
        NetworkOptions.Beginning network() {
            return new NetworkOptions.Beginning(
                    family, model, tokenizer, Map.of(), "the suggested vocabulary", Map.of());
        }

        SettingValues training() {
            return family.resolve(values(family.trainingSettings(), advice.preset(), advice.settings()));
        }

        /** The same with each smaller starting point, the smallest first, and this. */
        List<Plan> upToThis() {
            return PRESETS.subList(0, PRESETS.indexOf(advice.preset()) + 1).stream()
                    .map(preset -> of(preset, advice.pieces(), advice.settings(), family, tokenizer)
                            .withShare(advice.share()))
                    .toList();
        }

        private static Plan of(
                String preset, int pieces, Map<String, String> settings, TrainableFamily family, Tokenizer tokenizer) {
            int tokens = tokenizer.vocabulary().size();
            TeacherModel model = family.design(values(family.networkSettings(), preset, settings), tokens);
            long parameters = model.parameters().stream()
                    .mapToLong(spec -> spec.shape().size())
                    .sum();
            return new Plan(new Advice(preset, pieces, tokens, parameters, settings, 1), family, model, tokenizer);
        }

        private Plan withShare(double share) {
            Advice known = new Advice(
                    advice.preset(), advice.pieces(), advice.tokens(), advice.parameters(), advice.settings(), share);
            return new Plan(known, family, model, tokenizer);
        }

        /** The share of the positions that the first batches of a training have in several lengths. */
        private double share(List<SentencePair> train) {
            Examples examples = Examples.shuffled(train, model.layout(tokenizer), 0);
            List<Encoded> sample = LongStream.range(0, (long) BATCHES * BATCH)
                    .mapToObj(examples::get)
                    .toList();
            LengthBatches batches = new LengthBatches(examples, ShortLength.choose(sample, LENGTHS), 0);
            return LongStream.range(0, BATCHES)
                            .mapToInt(i -> batches.batch(i, BATCH).get(0).ids().length)
                            .average()
                            .orElseThrow()
                    / model.length();
        }
    }

    /**
     * A plan for some pairs.
     *
     * @param train pairs, at least one
     * @param others of validation and test
     * @param tokenizer what was looked at
     * @param given whether the user chose it
     */
    static Plan plan(List<SentencePair> train, List<SentencePair> others, Tokenizer tokenizer, boolean given) {
        TrainableFamily family = Families.trainable(Families.usual());
        int pieces = given || !needsPieces(train, others) ? 0 : pieces(train);
        Tokenizer chosen = pieces == 0 ? tokenizer : learnt(train, pieces);
        Map<String, String> settings = new LinkedHashMap<>();
        int marks = marks(family, chosen);
        settings.put("length", String.valueOf(length(train, others, chosen, marks)));
        int updates = train.size() * EPOCHS / BATCH / 500 * 500;
        settings.put("steps", String.valueOf(Math.max(3_000, Math.min(60_000, updates))));
        settings.put("batch", String.valueOf(BATCH));
        Plan plan = Plan.of(preset(train.size()), pieces, settings, family, chosen);
        return plan.withShare(plan.share(train));
    }

    /** How many positions of a sequence are neither of a source nor of its target. */
    static int marks(TrainableFamily family, Tokenizer tokenizer) {
        TeacherModel any =
                family.design(SettingValues.NONE, tokenizer.vocabulary().size());
        return any.length() - any.layout(tokenizer).capacity();
    }

    private static boolean needsPieces(List<SentencePair> train, List<SentencePair> others) {
        Set<String> words = new HashSet<>();
        words(train).forEach(words::add);
        long all = words(others).count();
        long known = words(others).filter(words::contains).count();
        return (words.size() > MOST_WORDS || known < KNOWN * all)
                && !Plugins.all(TokenizerReader.class).isEmpty();
    }

    private static Stream<String> words(List<SentencePair> pairs) {
        return texts(pairs).flatMap(text -> WhiteSpace.words(text).stream());
    }

    private static Stream<String> texts(List<SentencePair> pairs) {
        return pairs.stream().flatMap(pair -> Stream.of(pair.source(), pair.target()));
    }

    private static int pieces(List<SentencePair> train) {
        long size = words(train).count() / WORDS_PER_TOKEN / 500 * 500;
        return (int) Math.max(1_000, Math.min(8_000, size));
    }

    private static Tokenizer learnt(List<SentencePair> train, int size) {
        byte[] json = new BpeTrainer(size, 2, false).train(texts(train)::iterator);
        try {
            return Plugins.all(TokenizerReader.class).get(0).read(json, "the suggested vocabulary");
        } catch (UserException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String preset(int rows) {
        return PRESETS.get(rows < SMALL ? 0 : rows < MEDIUM ? 1 : 2);
    }

    /**
     * A multiple of four at which all but a hundredth of the pairs are whole, or the most that is suggested: the time
     * of an update grows with the square of the length.
     */
    static int length(List<SentencePair> train, List<SentencePair> others, Tokenizer tokenizer, int marks) {
        TokenLengths pairs = pairLengths(Stream.concat(train.stream(), others.stream()), tokenizer);
        return Math.max(16, Math.min(LONGEST, (pairs.quantile(WHOLE) + marks + 3) / 4 * 4));
    }

    /** Tokens of source and target together. */
    static TokenLengths pairLengths(Stream<SentencePair> pairs, Tokenizer tokenizer) {
        return TokenLengths.of(
                pairs.mapToInt(pair -> tokenizer.encode(pair.source()).length + tokenizer.encode(pair.target()).length)
                        .toArray());
    }

    /** The values of those settings that there are. */
    private static SettingValues values(List<Setting<?>> known, String preset, Map<String, String> texts) {
        Map<String, String> of = new TreeMap<>(texts);
        of.keySet().retainAll(known.stream().map(Setting::name).toList());
        return Preset.of(TeacherRun.VERB, preset).values(known).with(SettingValues.parse(known, of));
    }

    /** {@return for people, in a few lines} */
    public String text() {
        String vocabulary = pieces == 0
                ? String.format(Locale.ROOT, "the one above, %,d tokens", tokens)
                : String.format(Locale.ROOT, "pieces of words (BPE), %,d tokens", tokens);
        return String.format(
                Locale.ROOT,
                "vocabulary  %s\nlength      %s, %s; %d lengths would have %.0f%% of the"
                        + " positions\nnetwork     preset %s: %.1f million parameters\ntraining    %s updates of %s pairs",
                vocabulary,
                settings.get("length"),
                settings.get("length").equals(String.valueOf(LONGEST))
                        ? "the longest that is suggested"
                        : "at which 99% of the pairs are whole",
                LENGTHS,
                100 * share,
                preset,
                parameters / 1e6,
                settings.get("steps"),
                settings.get("batch"));
    }

    Map<String, Object> toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("preset", preset);
        all.put("vocabulary", pieces == 0 ? "given" : "bpe");
        all.put("tokens", tokens);
        all.put("parameters", parameters);
        all.put("shareOfPositionsIn" + LENGTHS + "Lengths", share);
        new TreeMap<>(settings).forEach((name, value) -> all.put(name, Integer.valueOf(value)));
        return all;
    }
}
