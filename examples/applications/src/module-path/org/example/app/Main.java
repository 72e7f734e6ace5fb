package org.example.app;

import io.dlmone.student.TextGenerator;
import java.util.List;

/** Writes a sentence in other words. */
public final class Main {

    private Main() {}

    /** Runs it. */
    public static void main(String[] args) {
        try (TextGenerator generator = TextGenerator.open("builtin:paraphrase-student")) {
            System.out.println(Main.class.getModule().getName() + " uses " + TextGenerator.class.getModule().getName());
            generator.generate(List.of(args)).forEach(System.out::println);
        }
    }
}
