package io.dlmone.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Makes a table as people have them: 5,000 questions to a shop with their answers, with capitals, commas, quotes,
 * emoji, letters of several languages and words that stand there once. Needs nothing but a JDK: {@code java
 * OwnTable.java pairs.csv}.
 */
public final class OwnTable {

    private static final int ROWS = 5_000;
    private static final List<String> NAMES = List.of(
            "Anna",
            "Zo\u00eb",
            "Jos\u00e9",
            "O'Brien",
            "Yusuf",
            "Mei",
            "\u0141ukasz",
            "Fran\u00e7oise",
            "Bj\u00f6rn",
            "Nadia");
    private static final List<String> CITIES = List.of(
            "K\u00f6ln",
            "S\u00e3o Paulo",
            "New York",
            "\u0141\u00f3d\u017a",
            "Rome",
            "St. Gallen",
            "\u0130zmir",
            "Oslo");
    private static final List<String> THINGS =
            List.of("green bike", "desk lamp", "tea pot", "USB-C cable", "rain coat", "chess set", "rug", "T-shirt");
    private static final List<String> FAULTS = List.of("broken", "too small", "the wrong colour", "scratched");
    private static final List<String> GREETINGS = List.of("Hi!", "Hello,", "Good morning,", "Hey \ud83d\udc4b");
    private static final List<String> SYLLABLES =
            List.of("vel", "ka", "do", "mi", "ru", "zan", "tor", "pli", "qua", "xe", "bo", "nim", "fa", "ju");

    private final Random random = new Random(1);

    private OwnTable() {}

    public static void main(String[] args) throws IOException {
        OwnTable table = new OwnTable();
        Map<String, String> rows = new LinkedHashMap<>();
        while (rows.size() < ROWS) {
            table.add(rows);
        }
        StringBuilder csv = new StringBuilder("question,answer\n");
        rows.forEach((question, answer) ->
                csv.append(field(question)).append(',').append(field(answer)).append('\n'));
        Path file = Path.of(args[0]).toAbsolutePath();
        Files.createDirectories(file.getParent());
        Files.writeString(file, csv);
    }

    /**
     * A question that is not there yet, as a rule with a maker and a number that hardly another has, and its answer.
     */
    private void add(Map<String, String> rows) {
        String name = one(NAMES);
        String city = one(CITIES);
        String thing = one(THINGS);
        String fault = one(FAULTS);
        String made = random.nextInt(4) == 0 ? thing : thing + " (" + word() + ")";
        List<Function<String, String[]>> kinds = List.of(
                hi -> pair(
                        hi + " where is my " + made + ", please? " + name + ", " + city,
                        "Dear " + name + ", your " + thing + " is on its way to " + city + ". \ud83d\udce6"),
                hi -> pair(
                        hi + " the " + made + " is " + fault + "! I want my money back \ud83d\ude21 " + name,
                        "We are sorry, " + name + ": send the " + thing + " back, \"" + fault
                                + "\" is enough as a reason."),
                hi -> pair(
                        hi + " what does the " + made + " cost, with delivery to " + city + "? " + name,
                        "It is \u20ac" + price(thing) + ", " + name + ", and delivery to " + city
                                + " is free. \ud83d\ude9a"),
                hi -> pair(
                        hi + " thanks a lot, I love the " + made + " \u2764\ufe0f\u2764\ufe0f " + name,
                        "Thank you, " + name + "! Enjoy the " + thing + ". \ud83d\ude00"));
        String[] pair = one(kinds).apply(one(GREETINGS));
        rows.putIfAbsent(pair[0], pair[1]);
    }

    private static String[] pair(String question, String answer) {
        return new String[] {question, answer};
    }

    private static int price(String thing) {
        return 9 + 10 * THINGS.indexOf(thing);
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            word.append(one(SYLLABLES));
        }
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) + " " + random.nextInt(100);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String field(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
