package io.dlmone.examples;

import io.dlmone.student.TextGenerator;
import java.util.List;

/** Says times of the day in words, with a student that was distilled on {@link OwnData}. */
public final class TellTime {

    private TellTime() {}

    public static void main(String[] args) {
        String student = args[0];
        List<String> times = List.of(args).subList(1, args.length); // such as "20 : 45"
        try (TextGenerator generator = TextGenerator.open(student)) {
            List<String> sentences = generator.generate(times);
            for (int i = 0; i < times.size(); i++) {
                System.out.println(times.get(i) + "  " + sentences.get(i));
            }
        }
    }
}
