package io.dlmone.examples;

import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.student.TextGenerator;
import io.dlmone.text.SentencePair;
import java.nio.file.Path;
import java.util.List;

/** Measures what only the owner of the data can: how many sentences of a model say the right time. */
public final class CheckTimes {

    private CheckTimes() {}

    public static void main(String[] args) {
        List<String> times = new DataDirectory(Path.of(args[0]))
                .read(Split.TEST).stream().map(SentencePair::source).toList();
        for (String model : List.of(args).subList(1, args.length)) {
            try (TextGenerator generator = TextGenerator.open(model)) {
                long right = generator.generate(times, 0, calls -> {}).stream()
                        .filter(g -> OwnData.isRight(g.source(), g.text()))
                        .count();
                System.out.println(model + ": " + right + " of " + times.size() + " right");
            }
        }
    }
}
