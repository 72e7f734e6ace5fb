package io.dlmone.examples;

import io.dlmone.student.TextGenerator;
import java.util.List;

/** Asks questions in other words: the built-in student writes each sentence in one network call. */
public final class OneStepGeneration {

    private OneStepGeneration() {}

    public static void main(String[] args) {
        List<String> questions =
                List.of("where can i buy a cheap dress in tokyo ?", "who sells salad close to the stadium ?");
        try (TextGenerator generator = TextGenerator.open("builtin:paraphrase-student")) {
            generator.generate(args.length == 0 ? questions : List.of(args)).forEach(System.out::println);
        }
    }
}
