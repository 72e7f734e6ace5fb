package io.dlmone.paraphrase;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads the text of a grammar; its first lines of comment describe the format. */
final class GrammarReader {

    private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)}");
    private static final Pattern VALUE = Pattern.compile("[a-z]+( [a-z]+)*");
    private static final Pattern FORM = Pattern.compile("(\\{?[a-z]+}?|[,.?])( (\\{?[a-z]+}?|[,.?]))*");

    private final Map<String, List<String>> slots = new LinkedHashMap<>();
    private final Map<String, List<String>> forms = new LinkedHashMap<>();
    private String current;
    private int lineNumber;

    static ParaphraseGrammar read(String text) {
        GrammarReader reader = new GrammarReader();
        text.lines().forEach(reader::line);
        return reader.grammar();
    }

    private void line(String raw) {
        lineNumber++;
        String line = raw.strip();
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        if (line.startsWith("slot ")) {
            String[] halves = line.substring(5).split(": ", 2);
            require(halves.length == 2, "a slot needs a name, a colon and values");
            List<String> values = Arrays.asList(halves[1].split(", "));
            require(values.stream().allMatch(v -> VALUE.matcher(v).matches()), "a value is made of lower-case words");
            require(Set.copyOf(values).size() == values.size(), "a value stands twice");
            require(slots.put(halves[0], List.copyOf(values)) == null, "slot " + halves[0] + " stands twice");
        } else if (line.startsWith("intent ")) {
            current = line.substring(7);
            require(forms.put(current, new ArrayList<>()) == null, "intent " + current + " stands twice");
        } else {
            require(current != null, "a form stands before the first intent");
            require(FORM.matcher(line).matches(), "a form is made of lower-case words, slots and , . ?");
            List<String> names = slotsOf(line);
            require(slots.keySet().containsAll(names), "a form names an unknown slot");
            require(new LinkedHashSet<>(names).size() == names.size(), "a form names a slot twice");
            List<String> others = forms.get(current);
            require(
                    others.isEmpty() || new TreeSet<>(slotsOf(others.get(0))).equals(new TreeSet<>(names)),
                    "the forms of an intent have the same slots");
            others.add(line);
        }
    }

    private ParaphraseGrammar grammar() {
        List<Intent> intents = new ArrayList<>();
        forms.forEach((name, list) -> {
            if (list.isEmpty()) {
                throw new IllegalArgumentException("intent " + name + " has no forms");
            }
            intents.add(new Intent(name, slotsOf(list.get(0)), list));
        });
        return new ParaphraseGrammar(slots, intents);
    }

    private static List<String> slotsOf(String form) {
        return SLOT.matcher(form).results().map((MatchResult m) -> m.group(1)).toList();
    }

    private void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("grammar, line " + lineNumber + ": " + rule);
        }
    }
}
