package io.dlmone.examples.shaded;

import io.dlmone.student.TextGenerator;
import java.util.List;

/** Writes a paraphrase of each argument with the shipped student. */
public final class Paraphrase {

    private Paraphrase() {}

    /**
     * Runs the application.
     *
     * @param args sources
     */
    public static void main(String[] args) {
        try (TextGenerator generator = TextGenerator.open("builtin:paraphrase-student")) {
            generator.generate(List.of(args)).forEach(System.out::println);
        }
    }
}
