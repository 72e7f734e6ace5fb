package io.dlmone.paraphrase;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Says which sentences the paraphrase language has and what each of them means: intents, the forms in which they are
 * asked, and the values of their slots. Immutable.
 */
public final class ParaphraseGrammar {

    private final Map<String, List<String>> slots;
    private final Map<String, Intent> intents = new LinkedHashMap<>();
    private final List<Meaning> meanings = new ArrayList<>();

    ParaphraseGrammar(Map<String, List<String>> slots, List<Intent> intents) {
        this.slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
        for (Intent intent : intents) {
            this.intents.put(intent.name(), intent);
            addMeanings(intent, new LinkedHashMap<>());
        }
    }

    /** {@return the grammar that comes with the project} */
    public static ParaphraseGrammar builtin() {
        try (InputStream in = ParaphraseGrammar.class.getResourceAsStream("paraphrase.grammar")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a grammar from its text.
     *
     * @param text rules, a line each
     * @return the grammar
     * @throws IllegalArgumentException with the line, if the text breaks a rule of the format
     */
    public static ParaphraseGrammar parse(String text) {
        return GrammarReader.read(text);
    }

    /** {@return all intents, in the order of the grammar} */
    public List<Intent> intents() {
        return List.copyOf(intents.values());
    }

    /** {@return the values of each slot by its name, in the order of the grammar} */
    public Map<String, List<String>> slots() {
        return slots;
    }

    /** {@return every meaning there is, intent by intent} */
    public List<Meaning> meanings() {
        return Collections.unmodifiableList(meanings);
    }

    /**
     * {@return all sentences with the given meaning, one for each form of its intent}
     *
     * @param meaning one of the grammar's
     */
    public List<String> sentences(Meaning meaning) {
        return intents.get(meaning.intent()).realise(meaning.slots());
    }

    /** {@return every word and punctuation mark that occurs in a sentence} */
    public SortedSet<String> vocabulary() {
        SortedSet<String> words = new TreeSet<>();
        slots.values().forEach(values -> values.forEach(value -> words.addAll(List.of(value.split(" ")))));
        for (Intent intent : intents.values()) {
            for (String form : intent.forms()) {
                words.addAll(List.of(form.split(" ")));
            }
        }
        words.removeIf(word -> word.startsWith("{"));
        return Collections.unmodifiableSortedSet(words);
    }

    private void addMeanings(Intent intent, Map<String, String> chosen) {
        if (chosen.size() == intent.slots().size()) {
            meanings.add(new Meaning(intent.name(), chosen));
            return;
        }
        String slot = intent.slots().get(chosen.size());
        for (String value : slots.get(slot)) {
            chosen.put(slot, value);
            addMeanings(intent, chosen);
            chosen.remove(slot);
        }
    }
}
