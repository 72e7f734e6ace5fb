package io.dlmone.paraphrase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ParaphraseGrammarTest {

    private final ParaphraseGrammar grammar = ParaphraseGrammar.builtin();

    @Test
    void hasTheSizeThatWasPromised() {
        assertThat(grammar.intents().size()).isGreaterThanOrEqualTo(25);
        assertThat(grammar.meanings().size()).isBetween(3_000, 12_000);
        assertThat(grammar.vocabulary().size()).isBetween(300, 800);
        assertThat(grammar.intents())
                .allMatch(intent -> !intent.slots().isEmpty() && intent.slots().size() <= 2);
    }

    @Test
    void everySentenceMeansJustWhatItWasMadeFrom() {
        ParaphraseParser parser = new ParaphraseParser(grammar);
        int sentences = 0;
        for (Meaning meaning : grammar.meanings()) {
            for (String sentence : grammar.sentences(meaning)) {
                sentences++;
                if (!parser.parse(sentence).equals(Optional.of(meaning))) {
                    throw new AssertionError(sentence + " does not parse to " + meaning);
                }
            }
        }
        assertThat(parser.size()).isEqualTo(sentences);
    }

    @Test
    void everySentenceHas6To11KnownWordsPartedBySingleSpaces() {
        Set<String> vocabulary = grammar.vocabulary();
        Set<String> faulty = new HashSet<>();
        for (Meaning meaning : grammar.meanings()) {
            for (String sentence : grammar.sentences(meaning)) {
                List<String> words = List.of(sentence.split(" ", -1));
                if (words.size() < 6
                        || words.size() > ParaphraseTask.LONGEST_SENTENCE
                        || !vocabulary.containsAll(words)
                        || !(sentence.endsWith(" ?") || sentence.endsWith(" ."))) {
                    faulty.add(sentence);
                }
            }
        }
        assertThat(faulty).isEmpty();
        assertThat(2 * ParaphraseTask.LONGEST_SENTENCE + 5).isLessThanOrEqualTo(32);
    }

    @Test
    void everyIntentHasAtLeast6FormsThatDifferInWordOrderAndWording() {
        for (Intent intent : grammar.intents()) {
            assertThat(intent.forms())
                    .as(intent.name())
                    .hasSizeGreaterThanOrEqualTo(6)
                    .doesNotHaveDuplicates();
            Set<List<String>> orders = new HashSet<>();
            Set<String> firstWords = new HashSet<>();
            Set<List<Integer>> places = new HashSet<>();
            for (String form : intent.forms()) {
                List<String> words = List.of(form.split(" "));
                orders.add(words.stream().filter(word -> word.startsWith("{")).toList());
                firstWords.add(words.get(0));
                places.add(intent.slots().stream()
                        .map(slot -> words.indexOf("{" + slot + "}"))
                        .toList());
            }
            assertThat(orders)
                    .as("orders of the slots of " + intent.name())
                    .hasSize(intent.slots().size());
            assertThat(firstWords.size()).as("first words of " + intent.name()).isGreaterThanOrEqualTo(4);
            assertThat(places.size())
                    .as("places of the slots in " + intent.name())
                    .isGreaterThanOrEqualTo(4);
            for (String one : intent.forms()) {
                for (String other : intent.forms()) {
                    if (!one.equals(other)) {
                        assertThat(edits(one.split(" "), other.split(" ")))
                                .as(one + " / " + other)
                                .isGreaterThan(2);
                    }
                }
            }
        }
    }

    @Test
    void everySlotIsUsedAndMostAreSharedByIntents() {
        Map<String, Long> uses = grammar.intents().stream()
                .flatMap(intent -> intent.slots().stream())
                .collect(Collectors.groupingBy(slot -> slot, TreeMap::new, Collectors.counting()));
        assertThat(uses.keySet())
                .containsExactlyInAnyOrderElementsOf(grammar.slots().keySet());
        assertThat(uses.values().stream().filter(n -> n >= 2).count()).isGreaterThan(uses.size() / 2);
    }

    @Test
    void theParserRefusesWhatIsNotInTheLanguage() {
        ParaphraseParser parser = new ParaphraseParser(grammar);
        String sentence = "can i give rice to my dog ?";
        assertThat(parser.parse(sentence)).contains(new Meaning("feed-pet", Map.of("animal", "dog", "food", "rice")));
        List<String> words = List.of(sentence.split(" "));
        for (int i = 0; i < words.size(); i++) {
            List<String> dropped = new ArrayList<>(words);
            String word = dropped.remove(i);
            assertThat(parser.parse(String.join(" ", dropped)))
                    .as("without " + word)
                    .isEmpty();
            List<String> doubled = new ArrayList<>(words);
            doubled.add(i, word);
            assertThat(parser.parse(String.join(" ", doubled)))
                    .as("twice " + word)
                    .isEmpty();
        }
        for (String wrong : List.of(
                "",
                " ",
                "?",
                sentence + " ",
                sentence.toUpperCase(Locale.ROOT),
                "can i give dog to my rice ?",
                "can i give rice to my dog .",
                "can i give [UNK] to my dog ?",
                "can i give {food} to my dog ?")) {
            assertThat(parser.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void aGrammarThatBreaksARuleIsRefusedWithItsLine() {
        String slot = "slot food: rice, bread\n";
        for (String text : List.of(
                "slot food rice",
                "slot food: rice, rice",
                "slot food: Rice",
                slot + slot,
                slot + "how is {food} ?",
                slot + "intent a\nhow is {drink} ?",
                slot + "intent a\n{food} or {food} ?",
                slot + "intent a\nhow is {food} ?\nhow is it ?",
                slot + "intent a\nhow  is {food}?")) {
            assertThatThrownBy(() -> ParaphraseGrammar.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("grammar, line " + text.lines().count());
        }
        assertThatThrownBy(() -> ParaphraseGrammar.parse("intent a")).hasMessageContaining("no forms");
        ParaphraseGrammar ambiguous =
                ParaphraseGrammar.parse(slot + "intent a\nis {food} good ?\nintent b\nis {food} good ?");
        assertThatThrownBy(() -> new ParaphraseParser(ambiguous)).hasMessageContaining("\"is rice good ?\"");
    }

    /** How many words must be put in, taken out or changed to make one sentence of another. */
    private static int edits(String[] a, String[] b) {
        int[] row = new int[b.length + 1];
        for (int j = 0; j <= b.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length; j++) {
                int change = diagonal + (a[i - 1].equals(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length];
    }
}
